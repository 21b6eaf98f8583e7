package dev.stepfold.agentexport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.testkit.clients.ExportChecker;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the names in an agent are, the tools of each format take what is written of it, and find every name again. */
@Timeout(240)
final class StrangeAgentsTest {
    private static final int SEEDS = 60;

    private static @Nullable ExportChecker checker;

    @BeforeAll
    static void start() {
        checker = new ExportChecker();
    }

    @AfterAll
    static void stop() {
        if (checker != null) {
            checker.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ExportFormat.class,
            names = {"PRISMA", "OPENAPI", "MCP", "JSON_SCHEMA", "MERMAID", "MARKDOWN"})
    void areTakenByTheToolsOfEachFormat(ExportFormat format) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Agent agent = StrangeAgents.of(seed);
            assertThat(format.write(agent)).as("seed " + seed).isInstanceOfSatisfying(Export.Written.class, written -> {
                assertThat(written).isEqualTo(format.write(agent));
                Objects.requireNonNull(checker).assertTaken(agent, format.wireName(), written.text());
            });
        }
    }
}
