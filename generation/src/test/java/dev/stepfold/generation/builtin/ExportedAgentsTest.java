package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.agentexport.Export;
import dev.stepfold.agentexport.ExportFormat;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.testkit.clients.ExportChecker;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the built-in generator makes can be had in every format, and the tools of the formats take it. */
@Timeout(240)
final class ExportedAgentsTest {
    private static final List<String> REQUESTS = List.of(
            Requests.TASKS,
            Requests.INVOICES,
            Requests.HIVES,
            Requests.CRM,
            Requests.BIKES,
            Requests.WAREHOUSE,
            Requests.RESERVED,
            Requests.HELPDESK,
            Requests.GERMAN,
            Requests.MIXED_INJECTION);
    private static final String CHANGE =
            "Also track vouchers. Each voucher has a code, a value and a status open or used.";

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

    private static ExportChecker checker() {
        return Objects.requireNonNull(checker);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prisma", "openapi", "mcp", "json-schema", "mermaid", "markdown"})
    void areTakenByTheToolOfTheFormat(String format) throws Exception {
        for (String request : REQUESTS) {
            Agent agent = Corpus.built(request).agent();
            checker()
                    .assertTaken(
                            agent, format, text(agent, ExportFormat.find(format).orElseThrow()));
        }
    }

    @Test
    void relateInPrismaAndInTheDiagramAsByTheirForeignKeys() throws Exception {
        for (String request : REQUESTS) {
            Agent agent = Corpus.built(request).agent();
            int keys = (int) agent.models().stream()
                    .flatMap(model -> model.fields().stream())
                    .filter(field -> field.references() != null)
                    .count();
            JsonNode prisma =
                    checker().check("prisma", text(agent, ExportFormat.PRISMA)).at("/seen/models");
            JsonNode diagram = checker()
                    .check("mermaid", text(agent, ExportFormat.MERMAID))
                    .at("/seen/relations");

            assertThat(prisma.findValues("relations").stream()
                            .mapToInt(JsonNode::size)
                            .sum())
                    .isEqualTo(2 * keys);
            assertThat(diagram.asInt()).isEqualTo(keys);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ExportFormat.class,
            names = {"SQL", "MIGRATION"})
    void runAsSqlOnPostgres(ExportFormat format) throws Exception {
        for (String request : REQUESTS) {
            Agent before = Corpus.built(request).agent();
            Agent agent = Built.change(before, CHANGE).agent();
            try (Database database = new Database()) {
                if (format == ExportFormat.MIGRATION) {
                    database.run(text(before, ExportFormat.SQL));
                }

                database.run(text(agent, format));

                assertThat(database.tables()).hasSameSizeAs(agent.models());
            }
        }
    }

    @Test
    void haveNoMigrationIfTheyChangeNothing() throws Exception {
        assertThat(ExportFormat.MIGRATION.write(Corpus.built(Requests.TASKS).agent()))
                .isInstanceOf(Export.NotExpressible.class);
    }

    @Test
    void areTheSameAgentsWhenTheirJsonIsRead() throws Exception {
        for (String request : REQUESTS) {
            Agent agent = Corpus.built(request).agent();
            assertThat(ContractMapper.mapper().readValue(text(agent, ExportFormat.JSON), Agent.class))
                    .isEqualTo(agent);
        }
    }

    private static String text(Agent agent, ExportFormat format) {
        return switch (format.write(agent)) {
            case Export.Written(String text) -> text;
            case Export.NotExpressible(String reason) -> throw new AssertionError(format + ": " + reason);
        };
    }
}
