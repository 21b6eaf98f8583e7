package dev.stepfold.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.utils.AppInfoParser;

/** The versions of what is measured. */
final class Versions {
    private static final List<List<String>> PROGRAMS = List.of(
            List.of("git", "rev-parse", "HEAD"),
            List.of("node", "--version"),
            List.of("postgres", "--version"),
            List.of("redis-server", "--version"));

    private Versions() {}

    /** Of Stepfold, Java, Kafka, the npm packages, and the programs of this machine that are installed. */
    static ObjectNode asJson() throws IOException {
        ObjectNode versions = JsonNodeFactory.instance.objectNode();
        versions.put("java", Runtime.version().toString()).put("kafka", AppInfoParser.getVersion());
        for (List<String> program : PROGRAMS) {
            versions.put(String.join(" ", program), answer(program));
        }
        try (InputStream packages = Objects.requireNonNull(Versions.class.getResourceAsStream("/peers/package.json"))) {
            JsonNode dependencies = new ObjectMapper().readTree(packages).path("dependencies");
            versions.setAll((ObjectNode) dependencies);
        }
        return versions;
    }

    private static String answer(List<String> program) {
        try {
            List<String> command = new ArrayList<>(program);
            command.set(0, Peers.program(program.getFirst()).toString());
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (UnavailableException | IOException _) {
            return "not installed";
        }
    }
}
