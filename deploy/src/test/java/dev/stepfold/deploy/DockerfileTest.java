package dev.stepfold.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.deploy.Dockerfile.Instruction;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The one Dockerfile of all three images, as far as it can be judged without an engine that builds it. */
class DockerfileTest {
    private static final Path ROOT = Path.of("..");
    static final Dockerfile DOCKERFILE = Dockerfile.read(ROOT.resolve("Dockerfile"));

    private static final Pattern ARGUMENT = Pattern.compile("args: \\{([^}]*)}");

    @Test
    void runsAsAUserThatIsNotRootAndHasANumber() {
        assertThat(DOCKERFILE.last("USER")).matches("[1-9]\\d*:[1-9]\\d*");
        List<String> names =
                DOCKERFILE.instructions().stream().map(Instruction::name).toList();
        assertThat(names.lastIndexOf("USER")).isGreaterThan(names.lastIndexOf("RUN"));
    }

    @Test
    void needsNoShellToRunOrToBeChecked() {
        assertThat(DOCKERFILE.all("CMD")).isEmpty();
        assertThat(Stream.of(DOCKERFILE.last("ENTRYPOINT"), DOCKERFILE.last("HEALTHCHECK")))
                .allSatisfy(arguments -> assertThat(Dockerfile.command(arguments))
                        .hasSize(2)
                        .first()
                        .isEqualTo("java"));
        assertThat(DOCKERFILE.last("HEALTHCHECK")).contains(" CMD [");
    }

    @Test
    void hasTheFilesThatItRuns() {
        List<String> files = DOCKERFILE.all("COPY").stream()
                .filter(copy -> !copy.file().isEmpty())
                .map(copy -> Objects.requireNonNull(copy.arguments().split(" ", -1)[1]))
                .toList();

        assertThat(Stream.of(DOCKERFILE.last("ENTRYPOINT"), DOCKERFILE.last("HEALTHCHECK")))
                .extracting(arguments -> Dockerfile.command(arguments).getLast().substring(1))
                .containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void asksWhatTheHealthCheckOfTheContainersAsks() {
        String command = DOCKERFILE.last("HEALTHCHECK").split(" CMD ", 2)[1];

        assertThat(compose())
                .allSatisfy(file -> assertThat(file).contains("test: " + command.replace("[", "[\"CMD\", ")));
    }

    @Test
    void hasEveryArgumentThatContainersAreBuiltWith() {
        List<String> known = DOCKERFILE.all("ARG").stream()
                .map(argument -> argument.arguments().split("=", 2)[0])
                .toList();

        assertThat(compose())
                .flatExtracting(file -> ARGUMENT.matcher(file).results().toList())
                .hasSize(6)
                .flatExtracting(arguments -> List.of(arguments.group(1).strip().split(", *", -1)))
                .extracting(argument -> argument.split(":", 2)[0])
                .contains("MODULE", "PORT")
                .isSubsetOf(known);
    }

    private static List<String> compose() {
        return List.of(
                Manifests.text(ROOT.resolve("docker-compose.yml")),
                Manifests.text(ROOT.resolve("docker-compose.cluster.yml")));
    }
}
