package dev.stepfold.commandline;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a command answered. */
record Ran(int exitCode, String out, String messages) {
    static Ran stepfold(String bootstrapServers, String... arguments) {
        return stepfold(Map.of("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers), arguments);
    }

    static Ran stepfold(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int exitCode = Stepfold.run(
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(messages, true, StandardCharsets.UTF_8),
                arguments);
        return new Ran(exitCode, out.toString(StandardCharsets.UTF_8), messages.toString(StandardCharsets.UTF_8));
    }
}
