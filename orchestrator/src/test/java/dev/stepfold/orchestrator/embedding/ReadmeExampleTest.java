package dev.stepfold.orchestrator.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.state.DocumentState;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Holds the lines of the README's example, runs them, and sees that they are the same. */
@ExtendWith(KafkaClusterExtension.class)
class ReadmeExampleTest {
    private static final Path README = Path.of("../README.md");
    private static final Path THIS =
            Path.of("src/test/java/dev/stepfold/orchestrator/embedding/ReadmeExampleTest.java");

    @SuppressWarnings("NullAway.Init") // set by the extension
    static KafkaCluster cluster;

    @Test
    void printsTheStepsOfARun() throws LogUnavailableException {
        var printed = new java.io.ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            example(cluster.getBootstrapServers());
        } finally {
            System.setOut(before);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsSubsequence(
                        "prompt-understanding processing: ",
                        "prompt-understanding complete: Understood: ",
                        "schedule-generation complete: Schedules: ",
                        "completed: ");
    }

    @Test
    void isTheExampleOfTheReadme() throws IOException {
        assertThat(stripped(example(Files.readString(THIS), "// <example>\n", "// </example>")))
                .isEqualTo(stripped(example(Files.readString(README), "```java\n", "```")));
    }

    private static void example(String bootstrapServers) throws LogUnavailableException {
        // <example>
        try (AgentBuilder builder = AgentBuilder.connect(bootstrapServers)) {
            StartedRun run = builder.start(
                    "Create a task management system",
                    RunOptions.DEFAULT,
                    (step, status, message) -> System.out.println(step + " " + status.wireName() + ": " + message));
            DocumentState state = run.atRest().join();
            System.out.println(state.status().wireName() + ": " + run.documentId());
        }
        // </example>
    }

    private static String example(String text, String before, String after) {
        int from = text.indexOf(before) + before.length();
        return text.substring(from, text.indexOf(after, from));
    }

    private static List<String> stripped(String code) {
        return code.strip().lines().map(String::strip).toList();
    }
}
