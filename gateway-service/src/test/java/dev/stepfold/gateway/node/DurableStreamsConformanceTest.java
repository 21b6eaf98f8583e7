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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The conformance suite of Durable Streams, whose tests write what they read: {@link ConformanceShim} turns the writes into
 * events. Run by hand, with a pattern of the names of its tests; with all of them, the table of {@code docs/clients.md} says
 * how many fail for which reason, and none fails for another one.
 */
@Timeout(480)
@EnabledIfSystemProperty(named = "stepfold.conformance", matches = ".+")
final class DurableStreamsConformanceTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final int SUITE_SECONDS_MAX = 400;
    private static final int TEST_MS_MAX = 15_000;
    private static final String ALL = ".";
    private static final Path DOCUMENTATION = Path.of("../docs/clients.md");

    /** What the failing tests need that is not there, with the names of the tests. The first that matches counts. */
    private static final Map<String, Pattern> REASONS = reasons();

    private static Map<String, Pattern> reasons() {
        Map<String, Pattern> reasons = new LinkedHashMap<>();
        reasons.put("forks", Pattern.compile("Fork - .*"));
        reasons.put("closing a stream", Pattern.compile("Stream Closure .*"));
        reasons.put("expiry (`Stream-TTL`, `Stream-Expires-At`)", Pattern.compile(".*(TTL|Expires-At).*"));
        reasons.put("idempotent producers", Pattern.compile("Idempotent Producer .*"));
        reasons.put("the order of writes (`Stream-Seq`)", Pattern.compile(".*(\\bseq\\b|enforce sequence ordering).*"));
        reasons.put("headers of writes", Pattern.compile(".* on (PUT|POST) responses"));
        reasons.put("writes that are refused", Pattern.compile("JSON Mode should reject .*"));
        reasons.put(
                "a message of 10 MB",
                Pattern.compile("Chunking and Large Payloads should handle large payload appropriately"));
        return reasons;
    }

    @Test
    void passesTheTestsOfWhatItHas() throws IOException, InterruptedException {
        Path suite = NodePackages.folder("conformance");
        String tests = System.getProperty("stepfold.conformance", ALL);
        Path report = suite.toAbsolutePath().resolve("report.json");
        Files.deleteIfExists(report);
        try (Gateway gateway = new Gateway(
                                BROKER.bootstrapServers(),
                                Map.of("stepfold.heartbeat", "500ms", "stepfold.cors-origins", "https://example.com"))
                        .awaitReady();
                FakeOrchestrator orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
                ConformanceShim shim = new ConformanceShim(gateway, orchestrator)) {
            Process vitest = run(suite, report, shim, tests);
            try {
                assertThat(vitest.waitFor(SUITE_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            } finally {
                vitest.destroyForcibly();
            }
        }

        Set<String> passed = withStatus(report, "passed");
        Map<String, Long> failed = withStatus(report, "failed").stream()
                .collect(Collectors.groupingBy(
                        DurableStreamsConformanceTest::reason, TreeMap::new, Collectors.counting()));
        System.out.println(passed.size() + " pass, " + failed);
        assertThat(passed).isNotEmpty();
        if (tests.equals(ALL)) {
            String documented = Files.readString(DOCUMENTATION);
            assertThat(documented).contains(": " + passed.size() + " of its ");
            assertThat(failed)
                    .allSatisfy(
                            (reason, count) -> assertThat(documented).contains("| " + reason + " | " + count + " |"));
        }
    }

    private static String reason(String test) {
        return REASONS.entrySet().stream()
                .filter(group -> group.getValue().matcher(test).matches())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new AssertionError("fails without a reason: " + test));
    }

    private static Process run(Path suite, Path report, ConformanceShim shim, String tests) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "node",
                "node_modules/vitest/vitest.mjs",
                "run",
                "conformance.test.mjs",
                "--reporter=json",
                "--testTimeout=" + TEST_MS_MAX,
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
