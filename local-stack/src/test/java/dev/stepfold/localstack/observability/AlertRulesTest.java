package dev.stepfold.localstack.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The alerts: well-formed, raised when they should be and only then, and each with a paragraph for the one it wakes. */
class AlertRulesTest {
    private static final Path DEPLOYED = Path.of("..", "deploy", "observability");
    private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");
    private static final String RULES = "alerts.yml";
    private static final String RULE_TESTS = "alerts.test.yml";

    @Test
    void areWellFormed() throws Exception {
        promtool("check", "config", "prometheus.yml");
    }

    @Test
    void areRaisedWhenTheyShouldBeAndOnlyThen() throws Exception {
        promtool("test", "rules", RULE_TESTS);
    }

    @Test
    void haveATestEach() throws IOException {
        List<String> tested = yaml(RULE_TESTS).findValuesAsText("alertname").stream()
                .distinct()
                .toList();

        assertThat(tested).containsExactlyInAnyOrderElementsOf(names());
    }

    @Test
    void haveAParagraphEachInTheRunbook() throws IOException {
        List<String> headings = Files.readAllLines(RUNBOOK).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();

        assertThat(headings).containsExactlyElementsOf(names());
    }

    @Test
    void sayInTheRunbookWhomTheyWake() throws IOException {
        String runbook = Files.readString(RUNBOOK);

        assertThat(rules())
                .allSatisfy(rule -> assertThat(runbook)
                        .contains("## " + rule.path("alert").asText() + "\n\n`"
                                + rule.path("labels").path("severity").asText() + "`. "));
        assertThat(rules())
                .extracting(rule -> rule.path("labels").path("severity").asText())
                .containsOnly("page", "ticket");
    }

    private static List<String> names() throws IOException {
        return rules().stream().map(rule -> rule.path("alert").asText()).toList();
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        yaml(RULES).path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private static JsonNode yaml(String file) throws IOException {
        Object read = new Yaml().load(Files.readString(DEPLOYED.resolve(file)));
        return ContractMapper.mapper().valueToTree(read);
    }

    private static void promtool(String... arguments) throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "promtool is not installed: Debian's package prometheus has it");
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(DEPLOYED.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
    }

    private static boolean isInstalled() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    }
}
