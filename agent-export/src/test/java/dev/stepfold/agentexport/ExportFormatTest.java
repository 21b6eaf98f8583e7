package dev.stepfold.agentexport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each format says of the contract's example agent. */
final class ExportFormatTest {
    private static final Path EXAMPLE =
            Path.of("../schemas/src/test/resources/examples/agent/valid/complete-with-migration.json");

    @Test
    void areFoundByNamesThatDiffer() {
        assertThat(ExportFormat.names()).doesNotHaveDuplicates().startsWith("json");
        for (ExportFormat format : ExportFormat.values()) {
            assertThat(ExportFormat.find(format.wireName())).contains(format);
        }
        assertThat(ExportFormat.find("JSON")).isEmpty();
    }

    @Test
    void nameTheirFilesAfterTheAgent() throws IOException {
        Agent agent = example();
        assertThat(Arrays.stream(ExportFormat.values()).map(format -> format.fileName(agent)))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith("task-management"));
        assertThat(ExportFormat.PRISMA.fileName(named("Café «Zoë» & Söhne\n"))).isEqualTo("cafe-zoe-sohne.prisma");
        assertThat(ExportFormat.PRISMA.fileName(named("注文"))).isEqualTo("agent.prisma");
        assertThat(ExportFormat.PRISMA.fileName(named("x".repeat(100)))).hasSize(60 + ".prisma".length());
    }

    @Test
    void sqlStandsBelowWhatItIsOfAndWhatItLeavesOut() throws IOException {
        assertThat(text(ExportFormat.MIGRATION, example())).isEqualTo("""
                -- Task management
                -- Tracks tasks and who does them.
                -- SQL has no place for 2 actions and 2 schedules of this agent.

                ALTER TABLE tasks ADD COLUMN priority integer NOT NULL DEFAULT 3;
                """);
        assertThat(text(ExportFormat.SQL, example()))
                .endsWith("\n\n" + example().ddl());
    }

    @Test
    void prismaHasKeysDefaultsEnumsAndRelations() throws IOException {
        assertThat(text(ExportFormat.PRISMA, example())).contains("""
                model Task {
                  id            String     @id @default(uuid()) @db.Uuid
                  title         String
                  status        TaskStatus @default(open)
                  estimateHours Decimal?   @default(1.5)
                  priority      Int        @default(3)
                  createdAt     DateTime   @default(now()) @db.Timestamptz(6)
                  assigneeId    String?    @db.Uuid
                  assignee      User?      @relation("Task_assignee", fields: [assigneeId], references: [id])
                }

                enum TaskStatus {
                  open
                  in_progress @map("in-progress")
                  done
                }
                """);
    }

    @Test
    void openApiSaysWhatAnActionReadsAndWhenItRuns() throws IOException {
        JsonNode document = ContractMapper.mapper().readTree(text(ExportFormat.OPENAPI, example()));

        JsonNode operation = document.at("/paths/~1actions~1assignTask/post");
        assertThat(operation.path("x-writes")).hasToString("[\"Task\"]");
        assertThat(operation
                        .at("/requestBody/content/application~1json/schema/$ref")
                        .asText())
                .isEqualTo("#/components/schemas/assignTask.input");
        assertThat(document.at("/components/schemas/assignTask.input"))
                .isEqualTo(example().actions().getFirst().input());
        assertThat(document.path("x-schedules").findValuesAsText("cron")).containsExactly("0 8 * * 1-5", "0 18 L * *");
    }

    @Test
    void jsonSchemasTellRowsFromWhatIsNone() throws IOException {
        ObjectNode document = (ObjectNode) ContractMapper.mapper().readTree(text(ExportFormat.JSON_SCHEMA, example()));
        document.put("$ref", "#/$defs/Task");
        Schema task = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(document.toString(), InputFormat.JSON);
        String row = "{\"id\":\"" + "0".repeat(8) + "-0000-4000-8000-" + "0".repeat(12)
                + "\",\"title\":\"x\",\"status\":\"open\",\"priority\":1,\"createdAt\":\"2026-01-02T03:04:05Z\"}";

        assertThat(task.validate(row, InputFormat.JSON)).isEmpty();
        assertThat(task.validate(row.replace("\"open\"", "\"lost\""), InputFormat.JSON))
                .hasSize(1);
        assertThat(task.validate(row.replace("\"x\"", "null"), InputFormat.JSON))
                .hasSize(1);
        assertThat(document.at("/$defs/Task/properties/createdAt/$comment").asText())
                .isEqualTo("default: the current time");
    }

    @Test
    void theDiagramHasMarksRemarksAndRelations() throws IOException {
        assertThat(text(ExportFormat.MERMAID, example())).contains("""
                  %% enum TaskStatus: open, in-progress, done
                  User {
                    uuid id PK
                    string email UK
                    boolean active "default true"
                  }
                """).endsWith("""
                  User |o--o{ Task : "assignee"
                """);
    }

    @Test
    void aNameThatTwoFieldsHaveIsNoReasonToGuess() {
        Field field = new Field("name", "string", true, false, null, null);
        Agent agent = agent("Twins", List.of(new Model("Twin", List.of(field, field), List.of())));

        assertThat(ExportFormat.PRISMA.write(agent))
                .isEqualTo(new Export.NotExpressible("Two fields of the model Twin have the name name."));
        assertThat(ExportFormat.SQL.write(agent))
                .isEqualTo(new Export.NotExpressible("The agent has no database schema."));
    }

    private static String text(ExportFormat format, Agent agent) {
        return switch (format.write(agent)) {
            case Export.Written(String text) -> text;
            case Export.NotExpressible(String reason) -> throw new AssertionError(reason);
        };
    }

    private static Agent example() throws IOException {
        return ContractMapper.mapper().readValue(Files.readString(EXAMPLE), Agent.class);
    }

    private static Agent named(String name) {
        return agent(name, List.of());
    }

    private static Agent agent(String name, List<Model> models) {
        return new Agent(name, "", models, List.of(), "", List.of(), List.of(), null);
    }
}
