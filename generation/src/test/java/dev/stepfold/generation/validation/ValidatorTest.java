package dev.stepfold.generation.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.sql.postgres.SharedPostgres;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule with an agent that breaks it and nothing else. */
class ValidatorTest {
    private static final Validator VALIDATOR = new Validator(SharedPostgres.judge());

    private static final String SOUND = """
            {"name": "Shop", "description": "", "ddl": "CREATE TABLE products (id uuid PRIMARY KEY, kind varchar(63)); CREATE TABLE sales (id uuid PRIMARY KEY, product_id uuid REFERENCES products (id));",
             "enums": [{"name": "Kind", "values": ["big", "small"]}],
             "models": [
              {"name": "Product", "fields": [{"name": "id", "type": "uuid", "required": true, "unique": true}, {"name": "kind", "type": "Kind", "required": false, "unique": false}],
               "relations": [{"name": "sales", "cardinality": "one-to-many", "model": "Sale"}]},
              {"name": "Sale", "fields": [{"name": "id", "type": "uuid", "required": true, "unique": true}, {"name": "productId", "type": "uuid", "required": false, "unique": false, "references": {"model": "Product", "field": "id"}}],
               "relations": [{"name": "product", "cardinality": "many-to-one", "model": "Product", "field": "productId"}]}],
             "actions": [{"name": "sell", "purpose": "", "input": {"type": "object"}, "output": {"type": "object"}, "reads": ["Product"], "writes": ["Sale"], "trigger": "schedule", "complexity": "low"}],
             "schedules": [{"name": "nightly", "cron": "0 2 L * *", "timeZone": "Europe/Berlin", "action": "sell", "purpose": ""}]}
            """;

    @Test
    void findsNothingInASoundAgent() throws Exception {
        assertThat(findings(agent(SOUND))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            database-generation | error   | duplicate-name    | /models/0/name                      | "Sale"
            database-generation | error   | duplicate-name    | /enums/0/values/1                   | "big"
            database-generation | error   | duplicate-name    | /enums/0/name                       | "Sale"
            database-generation | error   | duplicate-name    | /models/0/fields/1/name             | "ID"
            database-generation | error   | no-fields         | /models/0/fields                    | []
            database-generation | warning | reserved-name     | /models/0/fields/1/name             | "select"
            database-generation | warning | no-models         | /models                             | []
            database-generation | warning | missing-table     | /ddl                                | "CREATE TABLE products (id uuid)"
            database-generation | error   | unknown-type      | /models/0/fields/1/type             | "colour"
            database-generation | error   | unknown-reference | /models/1/fields/1/references/model | "Nothing"
            database-generation | error   | unknown-model     | /models/1/relations/0/model         | "Nothing"
            database-generation | error   | unknown-field     | /models/1/relations/0/field         | "nothing"
            database-generation | error   | no-inverse        | /models/1/relations                 | []
            database-generation | error   | no-ddl            | /ddl                                | ""
            database-generation | error   | invalid-ddl       | /ddl                                | "CREATE TABLE a (b uuid REFERENCES nowhere (id))"
            database-generation | error   | refused-ddl       | /ddl                                | "DROP TABLE a"
            action-generation   | error   | unknown-model     | /actions/0/reads/0                  | "Nothing"
            action-generation   | error   | unknown-model     | /actions/0/writes/0                 | "Nothing"
            action-generation   | error   | unknown-field     | /actions/0/reads/0                  | "Product.nothing"
            action-generation   | error   | invalid-schema    | /actions/0/input/type               | "thing"
            action-generation   | error   | invalid-schema    | /actions/0/output/type              | 7
            action-generation   | error   | remote-reference  | /actions/0/input                    | {"$ref": "http://localhost/x"}
            action-generation   | warning | unknown-trigger   | /actions/0/trigger                  | "whim"
            schedule-generation | error   | unknown-action    | /schedules/0/action                 | "nothing"
            schedule-generation | error   | unknown-time-zone | /schedules/0/timeZone               | "Mars/Olympus"
            schedule-generation | error   | invalid-cron      | /schedules/0/cron                   | "0 25 * * *"
            schedule-generation | error   | invalid-cron      | /schedules/0/cron                   | "0 0 2 * * *"
            schedule-generation | error   | never-fires       | /schedules/0/cron                   | "0 0 30 2 *"
            schedule-generation | error   | other-recurrence  | /schedules/0/recurrence             | {"rules": ["FREQ=DAILY;BYHOUR=2;BYMINUTE=0;BYSECOND=0"]}
            """)
    void findsWhatIsBroken(String step, String severity, String code, String path, String value) throws Exception {
        // When
        List<Finding> findings = findings(agent(with(SOUND, path, value)));

        // Then
        assertThat(findings)
                .anyMatch(it -> it.step().wireName().equals(step)
                        && it.severity().wireName().equals(severity)
                        && it.code().equals(code)
                        && it.path() != null
                        && it.path()
                                .startsWith(path.substring(
                                        0, path.indexOf('/', 1) < 0 ? path.length() : path.indexOf('/', 1))));
    }

    @Test
    void refusesASchemaThatIsNestedTooDeep() throws Exception {
        // Given
        String deep = "{\"not\":".repeat(40) + "{}" + "}".repeat(40);

        // When
        List<Finding> findings = findings(agent(with(SOUND, "/actions/0/input", deep)));

        // Then
        assertThat(findings).singleElement().matches(it -> it.code().equals("schema-too-large"));
    }

    @Test
    void executesTheMigrationAfterTheOldSchema() throws Exception {
        // Given
        Agent before = agent(SOUND);
        String migration = "ALTER TABLE products ADD COLUMN price numeric(19, 4);";
        Agent good = agent(with(withDdl(before.ddl() + migration), "/migration", '"' + migration + '"'));
        Agent broken = agent(with(SOUND, "/migration", "\"ALTER TABLE nowhere ADD COLUMN price integer;\""));
        Agent hostile = agent(with(SOUND, "/migration", "\"SHUTDOWN\""));

        // Then
        assertThat(VALIDATOR.check(Owner.LOCAL, StepId.DATABASE_GENERATION, Set.of(), good, before))
                .isEmpty();
        assertThat(codes(VALIDATOR.check(Owner.LOCAL, StepId.DATABASE_GENERATION, Set.of(), broken, before)))
                .containsExactly("invalid-migration");
        assertThat(codes(VALIDATOR.check(Owner.LOCAL, StepId.DATABASE_GENERATION, Set.of(), hostile, before)))
                .containsExactly("refused-migration");
    }

    @Test
    void tellsOfAMigrationThatDoesNotLeadToTheDdl() throws Exception {
        // Given
        Agent before = agent(SOUND);
        String ddl = before.ddl() + "ALTER TABLE products ADD COLUMN price numeric(19, 4);";
        Agent none = agent(withDdl(ddl));
        Agent blank = agent(with(withDdl(ddl), "/migration", "\"\""));
        Agent leaving = agent(with(SOUND, "/migration", "\"ALTER TABLE products ADD COLUMN price numeric(19, 4);\""));

        // Then
        assertThat(VALIDATOR.check(Owner.LOCAL, StepId.DATABASE_GENERATION, Set.of(), none, before))
                .singleElement()
                .matches(it -> it.code().equals("incomplete-migration") && it.severity() == Severity.WARNING);
        assertThat(VALIDATOR.check(Owner.LOCAL, StepId.DATABASE_GENERATION, Set.of(), blank, before))
                .singleElement()
                .matches(it -> it.code().equals("incomplete-migration") && it.severity() == Severity.ERROR);
        assertThat(VALIDATOR.check(Owner.LOCAL, StepId.DATABASE_GENERATION, Set.of(), leaving, before))
                .singleElement()
                .matches(it -> it.message().equals("The migration leaves products.price"));
    }

    @Test
    void doesNotTryAMigrationFromAnAgentWithoutDdl() throws Exception {
        // Given
        Agent before = agent(withDdl(""));
        Agent after = agent(with(SOUND, "/migration", "\"ALTER TABLE products ADD COLUMN price integer;\""));

        // Then
        assertThat(codes(VALIDATOR.check(Owner.LOCAL, StepId.DATABASE_GENERATION, Set.of(), after, before)))
                .containsExactly("unchecked-migration");
    }

    @Test
    void takesWhatWasWrongBeforeForAWarning() throws Exception {
        // Given
        String wrong = with(SOUND, "/models/1/relations", "[]");
        String worse = with(wrong, "/models/0/fields/1/type", "\"colour\"");

        // When
        List<Finding> findings =
                VALIDATOR.check(Owner.LOCAL, StepId.DATABASE_GENERATION, Set.of(), agent(worse), agent(wrong));

        // Then
        assertThat(codes(findings)).containsExactly("unknown-type", "no-inverse");
        assertThat(findings).extracting(Finding::severity).containsExactly(Severity.ERROR, Severity.WARNING);
    }

    @Test
    void holdsActionsThatAreLeftAgainstTheNewModels() throws Exception {
        // Given
        Agent before = agent(SOUND);
        Agent renamed = agent(SOUND.replace("\"name\": \"Sale\"", "\"name\": \"Deal\"")
                .replace("\"model\": \"Sale\"", "\"model\": \"Deal\""));

        // Then
        assertThat(VALIDATOR.check(Owner.LOCAL, StepId.DATABASE_GENERATION, Set.of(), renamed, before))
                .isEmpty();
        assertThat(VALIDATOR.check(
                        Owner.LOCAL, StepId.DATABASE_GENERATION, Set.of(StepId.ACTION_GENERATION), renamed, before))
                .singleElement()
                .matches(it -> it.code().equals("unknown-model")
                        && it.step() == StepId.DATABASE_GENERATION
                        && it.path() == null);
    }

    private static String withDdl(String ddl) throws JsonProcessingException {
        return with(SOUND, "/ddl", ContractMapper.mapper().writeValueAsString(ddl));
    }

    private static String with(String agent, String path, String value) throws JsonProcessingException {
        JsonNode root = ContractMapper.mapper().readTree(agent);
        int slash = path.lastIndexOf('/');
        JsonNode parent = root.at(path.substring(0, slash));
        JsonNode node = ContractMapper.mapper().readTree(value);
        if (parent instanceof ObjectNode object) {
            object.set(path.substring(slash + 1), node);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(path.substring(slash + 1)), node);
        }
        return root.toString();
    }

    private static Agent agent(String json) throws JsonProcessingException {
        return ContractMapper.mapper().readValue(json, Agent.class);
    }

    private static List<Finding> findings(Agent agent) throws Exception {
        List<Finding> findings = new ArrayList<>();
        for (StepId step : StepId.values()) {
            findings.addAll(VALIDATOR.check(Owner.LOCAL, step, Set.of(), agent, null));
        }
        return findings;
    }

    private static List<String> codes(List<Finding> findings) {
        return findings.stream().map(Finding::code).toList();
    }
}
