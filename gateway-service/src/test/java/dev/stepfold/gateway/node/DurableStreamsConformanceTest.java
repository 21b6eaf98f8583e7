package dev.stepfold.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.testkit.SharedBroker;
import dev.stepfold.testkit.clients.NodePackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The conformance suite of Durable Streams, whose tests write what they read: {@link ConformanceShim} turns the writes into
 * events. Run by hand, with a pattern of the names of its tests.
 */
@Timeout(240)
@EnabledIfSystemProperty(named = "stepfold.conformance", matches = ".+")
final class DurableStreamsConformanceTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final int SUITE_SECONDS_MAX = 200;

    @Test
    void passesTheTestsOfWhatItHas() throws IOException, InterruptedException {
        Path suite = NodePackages.folder("conformance");
        Path report = suite.toAbsolutePath().resolve("report.json");
        Files.deleteIfExists(report);
        try (Gateway gateway = new Gateway(
                                BROKER.bootstrapServers(),
                                Map.of("stepfold.heartbeat", "500ms", "stepfold.cors-origins", "https://example.com"))
                        .awaitReady();
                FakeOrchestrator orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
                ConformanceShim shim = new ConformanceShim(gateway, orchestrator)) {
            Process vitest = run(suite, report, shim, System.getProperty("stepfold.conformance", "."));
            try {
                assertThat(vitest.waitFor(SUITE_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            } finally {
                vitest.destroyForcibly();
            }
        }

        Set<String> passed = withStatus(report, "passed");
        passed.forEach(test -> System.out.println("passes: " + test));
        withStatus(report, "failed").forEach(test -> System.out.println("fails: " + test));
        assertThat(passed).isNotEmpty();
    }

    private static Process run(Path suite, Path report, ConformanceShim shim, String tests) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "node",
                "node_modules/vitest/vitest.mjs",
                "run",
                "conformance.test.mjs",
                "--reporter=json",
                "--outputFile=" + report,
                "--testNamePattern=" + tests);
        builder.environment().put("CONFORMANCE_TEST_URL", shim.uri().toString());
        return builder.directory(suite.toFile())
                .redirectErrorStream(true)
                .redirectOutput(suite.resolve("vitest.log").toFile())
                .start();
    }

    private static Set<String> withStatus(Path report, String status) throws IOException {
        JsonNode results = ContractMapper.mapper().readTree(report.toFile()).path("testResults");
        Stream<JsonNode> tests = results.valueStream()
                .flatMap(file -> file.path("assertionResults").valueStream());
        return tests.filter(test -> test.path("status").asText().equals(status))
                .map(test -> test.path("fullName").asText().strip())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
