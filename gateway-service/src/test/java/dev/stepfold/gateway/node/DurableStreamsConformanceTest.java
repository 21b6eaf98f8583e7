package dev.stepfold.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.testkit.SharedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The conformance suite of Durable Streams, whose tests write what they read: {@link ConformanceShim} turns the writes into
 * events. {@code passing.txt} names the tests of the suite that pass; the others ask for what the read side does not have.
 */
@Timeout(240)
final class DurableStreamsConformanceTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final int SUITE_SECONDS_MAX = 200;

    @Test
    void passesTheTestsOfWhatItHas() throws IOException, InterruptedException {
        Path suite = NodePackages.folder("conformance");
        List<String> passing = Files.readAllLines(suite.resolve("passing.txt"));
        Path report = suite.toAbsolutePath().resolve("report.json");
        Files.deleteIfExists(report);
        try (Gateway gateway = new Gateway(
                                BROKER.bootstrapServers(),
                                Map.of("stepfold.heartbeat", "500ms", "stepfold.cors-origins", "https://example.com"))
                        .awaitReady();
                FakeOrchestrator orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
                ConformanceShim shim = new ConformanceShim(gateway, orchestrator)) {
            Process vitest = run(suite, report, shim, System.getProperty("stepfold.conformance", scope(passing)));
            try {
                assertThat(vitest.waitFor(SUITE_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            } finally {
                vitest.destroyForcibly();
            }
        }

        Set<String> passed = withStatus(report, "passed");
        System.out.println(passed.size() + " tests of the conformance suite pass");
        assertThat(passed).containsAll(passing);
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

    /** The tests that pass, as vitest takes them. */
    private static String scope(List<String> passing) {
        return passing.stream()
                .map(name -> name.replaceAll("[^A-Za-z0-9 ]", "."))
                .collect(Collectors.joining("|", "^(", ")$"));
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
