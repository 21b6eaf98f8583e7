package dev.stepfold.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the packaged program, whose only library is the orchestrator. */
@ExtendWith(KafkaClusterExtension.class)
class BuildAnAgentIT {
    private static final Path README = Path.of("../../README.md");
    private static final Path PROGRAM = Path.of("src/main/java/dev/stepfold/examples/embedding/BuildAnAgent.java");

    @SuppressWarnings("NullAway.Init") // set by the extension
    static KafkaCluster cluster;

    @Test
    void printsTheStepsOfARun() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-jar",
                        "target/embedding-example.jar",
                        cluster.getBootstrapServers())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed;
        try {
            printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(printed)
                .containsSubsequence(
                        "prompt-understanding processing: ",
                        "prompt-understanding complete: Understood: ",
                        "schedule-generation complete: Schedules: ",
                        "completed: ");
    }

    @Test
    void hasNoFrameworkServerOrLoggingBackendOnItsClassPath() throws IOException {
        List<String> libraries;
        try (Stream<Path> jars = Files.list(Path.of("target/lib"))) {
            libraries = jars.map(jar -> jar.getFileName().toString()).toList();
        }

        assertThat(libraries).anyMatch(jar -> jar.startsWith("orchestrator"));
        assertThat(libraries)
                .noneMatch(jar -> jar.startsWith("netty")
                        || jar.startsWith("micronaut")
                        || jar.startsWith("micrometer")
                        || jar.startsWith("opentelemetry-sdk")
                        || jar.startsWith("logback"));
    }

    @Test
    void isTheExampleOfTheReadme() throws IOException {
        assertThat(stripped(example(Files.readString(PROGRAM), "// <example>\n", "// </example>")))
                .isEqualTo(stripped(example(Files.readString(README), "```java\n", "```")));
    }

    private static String example(String text, String before, String after) {
        int from = text.indexOf(before) + before.length();
        return text.substring(from, text.indexOf(after, from));
    }

    private static List<String> stripped(String code) {
        return code.strip().lines().map(String::strip).toList();
    }
}
