package dev.stepfold.orchestrator.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.Finding.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule with an agent that breaks it and nothing else. */
class ValidatorTest {
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

    @Test
    void knowsTheTypesOfPostgresql() throws Exception {
        String ddl = "create type mood as enum ('glad', 'sad');"
                + " create table t (a bigserial primary key, b timestamptz not null default now(), c jsonb, d text, e citext, f inet,"
                + " g mood default 'glad', h numeric(10, 2), i double precision, j boolean default true, k uuid default gen_random_uuid(),"
                + " l bytea, m smallint, n timestamp with time zone, o varchar(20) check (o in ('a', 'b')), p date, q time)";

        Agent agent = agent(SOUND);
        Agent other = new Agent(
                agent.name(),
                agent.description(),
                agent.models(),
                agent.enums(),
                ddl,
                agent.actions(),
                agent.schedules(),
                null);

        assertThat(findings(other)).noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);
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
        String deep = "{\"not\":".repeat(200) + "{}" + "}".repeat(200);

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
        assertThat(Validator.check(StepId.DATABASE_GENERATION, Set.of(), good, before))
                .isEmpty();
        assertThat(codes(Validator.check(StepId.DATABASE_GENERATION, Set.of(), broken, before)))
                .containsExactly("invalid-migration");
        assertThat(codes(Validator.check(StepId.DATABASE_GENERATION, Set.of(), hostile, before)))
                .containsExactly("refused-migration");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE ALIAS run AS 'void run() {}'",
                "CREATE TABLE a (b int); RUNSCRIPT FROM 'file'",
                "CREATE TABLE a (b text DEFAULT FILE_READ('file'))",
                "CREATE TABLE a (b text DEFAULT \"FILE_READ\"('file'))",
                "CREATE TABLE a (b text DEFAULT FILE_READ/**/('file'))",
                "CREATE TABLE a (b text DEFAULT {fn FILE_READ('file')})",
                "CREATE TABLE a (b text DEFAULT (SELECT 1))",
                "CREATE TABLE a AS SELECT * FROM CSVREAD('file')",
                "CREATE TABLE a (b int) ENGINE \"some.Class\"",
                "CREATE LINKED TABLE a ('', 'jdbc:h2:mem:', '', '', 'b')",
                "CREATE TRIGGER a BEFORE INSERT ON b CALL 'c'",
                "CREATE TABLE a (b text CHECK (b LIKE c || '%'))",
                "CREATE TABLE a (b varbinary DEFAULT HASH('SHA256', 'x', 2000000000))",
                "CREATE TABLE a (b int); ALTER TABLE a ALTER COLUMN b TYPE bytea USING HASH('SHA256', 'x', 2000000000)",
                "CREATE TABLE a (b decimal DEFAULT CAST(1e99999999 AS decimal(100000)))",
                "CREATE TABLE a (b decimal DEFAULT 1e999)",
                "CREATE TABLE a (b int DEFAULT 1x)",
                "CREATE TABLE a (b text DEFAULT $$x$$)",
                "CREATE TABLE a (b text DEFAULT @x)",
                "/* */ SET MODE Oracle",
                "DROP ALL OBJECTS",
                "SCRIPT TO 'file'"
            })
    void neverExecutesWhatIsHostile(String ddl) throws Exception {
        assertThat(codes(findings(agent(withDdl(ddl))))).containsExactly("refused-ddl");
    }

    @Test
    void executesWhatSchemasUsuallySay() throws Exception {
        String ddl = """
                CREATE TYPE mood AS ENUM ('glad', 'sad'); -- a type
                CREATE TABLE IF NOT EXISTS public.people (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), mood mood NOT NULL DEFAULT 'glad',
                  engine varchar(20), mail text CHECK (mail LIKE '%@%'), born timestamptz DEFAULT now(), note jsonb);
                CREATE TABLE pets (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, owner uuid REFERENCES public.people (id) ON DELETE CASCADE);
                CREATE UNIQUE INDEX pets_owner ON pets (owner);
                ALTER TABLE pets ADD COLUMN seen timestamp with time zone DEFAULT now();
                COMMENT ON TABLE pets IS 'SELECT nothing; it''s a text';
                """;

        assertThat(findings(agent(withDdl(ddl)))).isEmpty();
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
        assertThat(Validator.check(StepId.DATABASE_GENERATION, Set.of(), none, before))
                .singleElement()
                .matches(it -> it.code().equals("incomplete-migration") && it.severity() == Severity.WARNING);
        assertThat(Validator.check(StepId.DATABASE_GENERATION, Set.of(), blank, before))
                .singleElement()
                .matches(it -> it.code().equals("incomplete-migration") && it.severity() == Severity.ERROR);
        assertThat(Validator.check(StepId.DATABASE_GENERATION, Set.of(), leaving, before))
                .singleElement()
                .matches(it -> it.message().equals("The migration leaves products.price"));
    }

    @Test
    void doesNotTryAMigrationFromAnAgentWithoutDdl() throws Exception {
        // Given
        Agent before = agent(withDdl(""));
        Agent after = agent(with(SOUND, "/migration", "\"ALTER TABLE products ADD COLUMN price integer;\""));

        // Then
        assertThat(codes(Validator.check(StepId.DATABASE_GENERATION, Set.of(), after, before)))
                .containsExactly("unchecked-migration");
    }

    @Test
    void takesWhatWasWrongBeforeForAWarning() throws Exception {
        // Given
        String wrong = with(SOUND, "/models/1/relations", "[]");
        String worse = with(wrong, "/models/0/fields/1/type", "\"colour\"");

        // When
        List<Finding> findings = Validator.check(StepId.DATABASE_GENERATION, Set.of(), agent(worse), agent(wrong));

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
        assertThat(Validator.check(StepId.DATABASE_GENERATION, Set.of(), renamed, before))
                .isEmpty();
        assertThat(Validator.check(StepId.DATABASE_GENERATION, Set.of(StepId.ACTION_GENERATION), renamed, before))
                .singleElement()
                .matches(it -> it.code().equals("unknown-model")
                        && it.step() == StepId.DATABASE_GENERATION
                        && it.path() == null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'%s'", "'%s'::varchar", "CAST('%s' AS varchar)", "(b || '%s')::varchar"})
    void neverMatchesAPattern(String text) throws Exception {
        // Given
        String forEver = " LIKE '" + "%a".repeat(20) + "b'";

        // When
        List<Finding> findings = findings(
                agent(withDdl("CREATE TABLE a (b text CHECK (" + text.replace("%s", "a".repeat(80)) + forEver + "))")));

        // Then
        assertThat(codes(findings)).containsExactly("missing-table");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE a (year integer, month integer, day date, hour integer, value numeric(10, 2)); CREATE TABLE b (c int)",
                "CREATE TABLE a (key varchar(100) PRIMARY KEY, value text); CREATE TABLE b (c varchar(100) REFERENCES a (key))",
                "CREATE TABLE a (b text[] NOT NULL); CREATE TABLE b (c int)",
                "CREATE TABLE a (b numeric(10, 2) DEFAULT 0.00 CHECK (b >= 0.5 AND b < 1e6)); CREATE TABLE b (c real DEFAULT 2.5e-3)",
                "CREATE TABLE a (b text, c boolean); CREATE UNIQUE INDEX i ON a (b) WHERE c AND b LIKE 'x%'; CREATE TABLE b (c int)",
                "CREATE TABLE a (b text); CREATE INDEX i ON a USING hash (b); CREATE TABLE b (c int CHECK (abs(c) < 9))"
            })
    void executesWhatPostgresqlTakesAndH2ReadsOtherwise(String ddl) throws Exception {
        assertThat(findings(agent(withDdl(ddl)))).isEmpty();
    }

    @Test
    void neverExecutesWhatIsTooLargeOrTooDeep() throws Exception {
        String huge = "CREATE TABLE a (b text DEFAULT '" + "x".repeat(AllowedSql.LENGTH_MAX) + "')";
        String deep = "CREATE TABLE a (b int CHECK " + "(".repeat(20_000) + "b > 1" + ")".repeat(20_000) + ")";
        String many = "CREATE TABLE a (b int);".repeat(AllowedSql.STATEMENTS_MAX + 1);

        String negated = "CREATE TABLE a (b int CHECK (" + "NOT ".repeat(60_000) + "b > 1))";
        String chained = "CREATE TABLE a (b text DEFAULT 'a'" + " || 'a'".repeat(30_000) + ")";

        for (String ddl : List.of(huge, deep, many, negated, chained)) {
            assertThat(codes(findings(agent(withDdl(ddl))))).containsExactly("refused-ddl");
        }
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

    private static List<Finding> findings(Agent agent) {
        return Arrays.stream(StepId.values())
                .flatMap(step -> Validator.check(step, Set.of(), agent, null).stream())
                .toList();
    }

    private static List<String> codes(List<Finding> findings) {
        return findings.stream().map(Finding::code).toList();
    }
}
