package dev.stepfold.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.deploy.Dockerfile.Instruction;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The folder that an image starts its service in, put together as the Dockerfile says, from the build's files; and the image's
 * own commands, run there. Nothing here knows the base image.
 */
class ImageIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Dockerfile DOCKERFILE = DockerfileTest.DOCKERFILE;

    private Path image = Path.of("target", "images").toAbsolutePath();

    @ParameterizedTest
    @ValueSource(strings = {"gateway-service", "orchestrator-service", "projection-service"})
    void hasEveryFileOfTheService(String module) throws IOException {
        assemble(module);

        assertThat(image.resolve(module + ".jar")).isNotEmptyFile();
        assertThat(image.resolve("bom.json")).isNotEmptyFile();
        assertThat(image.resolve("lib")).isNotEmptyDirectory();
        assertThat(Manifests.files(image.resolve("health")))
                .singleElement()
                .satisfies(jar -> assertThat(jar.getFileName().toString()).startsWith("service-http-"));
    }

    @Test
    void startsTheServiceAndChecksItsHealthWithoutAShell() throws Exception {
        assemble("gateway-service");
        int port = freePort();
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "MICRONAUT_SERVER_HOST", "127.0.0.1",
                "MICRONAUT_SERVER_PORT", Integer.toString(port),
                "STEPFOLD_LOG_FORMAT", "json",
                // As in a pod, where the framework could draw conclusions from it.
                "KUBERNETES_SERVICE_HOST", "10.96.0.1",
                // Only so that the test is quick.
                "JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        List<String> check = Dockerfile.command(DOCKERFILE.last("HEALTHCHECK"));
        assertThat(run(check, environment).output()).contains("the service does not answer: ");

        Process service = process(Dockerfile.command(DOCKERFILE.last("ENTRYPOINT")), environment)
                .redirectOutput(image.resolve("log").toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> status(port, "/health/liveness") == 200);

            Ran ran = run(check, environment);

            assertThat(ran.output()).contains("the service answers 503");
            assertThat(ran.status()).isEqualTo(1);
            assertThat(Files.readAllLines(image.resolve("log")))
                    .last()
                    .asString()
                    .startsWith("{");
        } finally {
            service.destroy();
            assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** 0 where nothing answers. */
    private static int status(int port, String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(2_000);
            connection.setReadTimeout(5_000);
            return connection.getResponseCode();
        } catch (IOException _) {
            return 0;
        }
    }

    private void assemble(String module) throws IOException {
        image = image.resolve(module);
        empty(image);
        Map<String, String> arguments = Map.of("MODULE", module, "MAX_RAM_PERCENTAGE", "60");
        for (Instruction copy : DOCKERFILE.all("COPY")) {
            String[] words = Dockerfile.resolved(copy.arguments(), arguments).split(" ", -1);
            if (copy.file().isEmpty()) {
                copy(ROOT.resolve(module), words[0], words[1]);
            } else {
                Files.writeString(image.resolve(words[1]), Dockerfile.resolved(copy.file(), arguments));
            }
        }
    }

    /** Makes the folder, or takes out what an earlier test left in it. */
    private static void empty(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path entry : Manifests.files(folder)) {
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                empty(entry);
            }
            Files.delete(entry);
        }
    }

    /** Only links: the libraries are large. */
    private void copy(Path context, String source, String target) throws IOException {
        List<Path> sources = found(context, source);
        assertThat(sources).as(source).hasSize(1);
        assertThat(isAllowed(source)).as(source + " in Dockerfile.dockerignore").isTrue();
        Path at = image.resolve(target).normalize();
        if (target.equals(".") || target.endsWith("/")) {
            Files.createDirectories(at);
            at = at.resolve(sources.getFirst().getFileName());
        }
        Files.createSymbolicLink(at, sources.getFirst());
    }

    private static List<Path> found(Path context, String pattern) throws IOException {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + context.resolve(pattern));
        try (Stream<Path> files = Files.list(context.resolve(pattern).getParent())) {
            return files.filter(matcher::matches).toList();
        }
    }

    /** Whether the context has it: all is left out but for what a line with an exclamation mark names. */
    private static boolean isAllowed(String source) throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("Dockerfile.dockerignore"));
        assertThat(lines).startsWith("*");
        return lines.stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .anyMatch(allowed -> source.startsWith(allowed)
                        || FileSystems.getDefault()
                                .getPathMatcher("glob:" + allowed)
                                .matches(Path.of(source)));
    }

    private Ran run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Process process = process(command, environment).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    private ProcessBuilder process(List<String> command, Map<String, String> environment) {
        List<String> words = new ArrayList<>(command);
        words.set(
                0,
                Path.of(System.getProperty("java.home"), "bin", words.getFirst())
                        .toString());
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(image.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private record Ran(int status, String output) {}
}
