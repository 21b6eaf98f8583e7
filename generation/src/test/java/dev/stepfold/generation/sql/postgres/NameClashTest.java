package dev.stepfold.generation.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.sql.NameClash;
import dev.stepfold.generation.sql.RefusedSqlException;
import dev.stepfold.generation.sql.SqlGrammar;
import dev.stepfold.generation.sql.SqlJudge;
import dev.stepfold.generation.sql.SqlJudge.Judgement;
import dev.stepfold.generation.sql.SqlScript;
import dev.stepfold.generation.validation.Validator;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.event.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names that PostgreSQL takes for the same: it keeps their first 63 bytes. They are found without it too, and it agrees,
 * where it can be started.
 */
class NameClashTest {
    private static final int SCRIPTS = 400;

    /** In these, {@code L1} and {@code L2} stand for two names with the same first 63 bytes. */
    private static final String LONG = "n".repeat(63);

    /** 62 bytes, before a character of two. */
    private static final String CUT = "n".repeat(62);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table t (a int); create index L1 on t (a); create index L2 on t (a)",
                "create table L1 (a int); create table L2 (a int)",
                "create table L1 (a int); create index L2 on L1 (a)",
                "create sequence L1; create table L2 (a int)",
                "create sequence L1; create sequence L2",
                "create type L1 as (a int); create table L2 (a int)",
                "create type L1 as (a int); create index L2 on t (a)",
                "create type L1 as enum ('a'); create type L2 as enum ('b')",
                "create domain L1 as int; create type L2 as enum ('b')",
                "create type L1 as enum ('a'); create table L2 (a int)",
                "create type L1 as enum ('a'); create sequence L2",
                "create table t (L1 int, L2 int)",
                "create table t (a int); alter table t add L1 int; alter table t add column L2 int",
                "create table t (a int constraint L1 check (a > 1), constraint L2 check (a < 9))",
                "create table t (a int, constraint L1 unique (a), constraint L2 check (a < 9))",
                "create table t (a int, constraint L1 unique (a)); create table u (a int, constraint L2 primary key (a))",
                "create table t (a int primary key, b int constraint L1 references t); alter table t add constraint L2 foreign key (b) references t",
                "create table t (a int, constraint L1 exclude using btree (a with =)); create sequence L2",
                "create table L1 (a int); create table t (a int); alter table t rename to L2",
                "create table t (a int, L1 int); alter table t rename a to L2",
                "create table t (a int, constraint L1 check (a > 1), constraint c check (a > 2)); alter table t rename constraint c to L2",
                "create type L1 as enum ('a'); create type t as enum ('a'); alter type t rename to L2",
                "create table \"L1\" (a int); create table L2 (a int)",
                "create table public.L1 (a int); create table L2 (a int)",
                "create table T (a int); create table t (a int)",
                "create table \"t\" (a int); create table T (a int)",
                "create table t (\u00c4 int, \"\u00c4\" int)",
                "create table \"C\u00e4\" (a int); create table \"C\u00f6\" (a int)",
            })
    void areFoundWithoutPostgresqlAndRefusedByIt(String sql) throws Exception {
        String ddl = withLongNames(sql);

        assertThat(SqlGrammar.schema(ddl).clashes()).singleElement().matches(NameClash::refused);
        assertThat(codes(ddl, new NoPostgres())).contains("duplicate-name");
        assertThat(executes(ddl)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table t (a int); create index if not exists L1 on t (a); create index if not exists L2 on t (a)",
                "create table L1 (a int); create table if not exists L2 (b int)",
                "create sequence L1; create sequence if not exists L2",
                "create table t (L1 int); alter table t add column if not exists L2 text",
            })
    void areFoundWherePostgresqlSilentlyCreatesNothing(String sql) throws Exception {
        String ddl = withLongNames(sql);

        assertThat(SqlGrammar.schema(ddl).clashes()).singleElement().matches(clash -> !clash.refused());
        assertThat(codes(ddl, SharedPostgres.judge())).contains("duplicate-name");
        assertThat(executes(ddl)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table t (t int, constraint t check (t > 1)); create index i on t (t)",
                "create table t (L1 int); create table u (L2 int)",
                "create table t (a int, constraint L1 check (a > 1)); create table u (a int, constraint L2 check (a > 1))",
                "create type L1 as enum ('a'); create table t (a L2, b \"L1\")",
                "create type L1 as enum ('a'); create table t (L2 int, constraint L1 check (L2 > 1))",
                "create type L1 as enum ('a'); create table t (a int); create index L2 on t (a)",
                "create table if not exists t (a int); create table if not exists t (a int)",
                "create table t (a int, L1 int); alter table t drop L2; alter table t add L1 int",
                "create table t (a int, constraint L1 unique (a)); alter table t drop constraint L2; alter table t add constraint L1 unique (a)",
                "create table t (a int); alter table t rename to u; create table t (a int)",
                "create table t (a int, b int, constraint x unique (a)); alter table t rename to u; alter table u drop a;"
                        + " alter table u add constraint x unique (b)",
                "create table \"C\u00e4\" (a int); create table \"Cx\" (a int)",
                "create table t (\u00e4 int, \u00c4 int)",
                "create table t (a int constraint x not null, b int constraint x not null)",
            })
    void areNotFoundWhereThereIsNone(String sql) throws Exception {
        String ddl = withLongNames(sql);

        assertThat(SqlGrammar.schema(ddl).clashes()).isEmpty();
        assertThat(executes(ddl)).isTrue();
    }

    @Test
    void areFoundInAMigration() throws Exception {
        SqlScript schema = SqlGrammar.schema(withLongNames("create table t (a int); create index L1 on t (a)"));

        assertThat(migrated(schema, "create index L2 on t (a)").clashes()).hasSize(1);
        assertThat(migrated(schema, "alter table t add a text").clashes()).hasSize(1);
        assertThat(migrated(schema, "drop index L2; create index L2 on t (a)").clashes())
                .isEmpty();
        assertThat(migrated(schema, "drop table t; create table t (a int); create index L2 on t (a)")
                        .clashes())
                .isEmpty();
        assertThat(migrated(schema, "alter index L1 rename to i; create index L2 on t (a)")
                        .clashes())
                .isEmpty();
        assertThat(schema.clashes()).isEmpty();
    }

    @Test
    void areTheSameForPostgresqlInAnyScript() throws Exception {
        SharedPostgres.connection();
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int clashing = 0;
        for (int i = 0; i < SCRIPTS; i++) {
            String ddl = anyScript(random);
            boolean clashes = SqlGrammar.schema(ddl).clashes().stream().anyMatch(NameClash::refused);
            clashing += clashes ? 1 : 0;

            assertThat(executes(ddl)).as("seed %d: %s", seed, ddl).isNotEqualTo(clashes);
        }
        assertThat(clashing).isBetween(1, SCRIPTS - 1);
    }

    private static String anyScript(Random random) {
        List<String> statements = new ArrayList<>(List.of("create table base (key int)"));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            String name = anyName(random);
            String optional = random.nextInt(4) == 0 ? "if not exists " : "";
            statements.add(
                    switch (random.nextInt(8)) {
                        case 0 ->
                            "create table " + optional + name + " (a int, constraint " + anyName(random)
                                    + " unique (a))";
                        case 1 ->
                            "create table " + optional + name + " (" + anyName(random) + " int, " + anyName(random)
                                    + " int)";
                        case 2 -> "create index " + optional + name + " on base (key)";
                        case 3 -> "create sequence " + optional + name;
                        case 4 -> "create type " + name + " as enum ('a')";
                        case 5 -> "create type " + name + " as (a int)";
                        case 6 ->
                            "create domain " + name + " as int constraint " + anyName(random) + " check (value > 1)";
                        default ->
                            "alter table base add constraint " + name
                                    + (random.nextBoolean() ? " unique (key)" : " check (key > 1)");
                    });
        }
        return String.join("; ", statements);
    }

    private static String anyName(Random random) {
        String name =
                List.of("a", "A", "\u00c4", "\u00e4").get(random.nextInt(4)).repeat(random.nextInt(60, 66))
                        + random.nextInt(2);
        return random.nextBoolean() ? name : '"' + name + '"';
    }

    private static SqlScript migrated(SqlScript schema, String sql) throws RefusedSqlException {
        return SqlGrammar.migration(withLongNames(sql), schema);
    }

    private static String withLongNames(String sql) {
        return sql.replace("L1", LONG + "1").replace("L2", LONG + "2").replace("C", CUT);
    }

    private static boolean executes(String ddl) throws Exception {
        SharedPostgres.connection();
        return SharedPostgres.judge().judge(Owner.LOCAL, List.of(SqlGrammar.schema(ddl))) instanceof Judgement.Executed;
    }

    private static List<String> codes(String ddl, SqlJudge judge) throws Exception {
        Agent agent = new Agent(
                "a",
                "",
                List.of(new Model("T", List.of(new Field("a", "integer", true, false, null, null)), List.of())),
                List.of(),
                ddl,
                List.of(),
                List.of(),
                null);
        return new Validator(judge)
                .check(Owner.LOCAL, StepId.DATABASE_GENERATION, Set.of(), agent, null).stream()
                        .map(Finding::code)
                        .toList();
    }

    /** A machine on which PostgreSQL does not start. */
    private static final class NoPostgres implements SqlJudge {
        @Override
        public Judgement judge(Owner owner, List<SqlScript> scripts) {
            return new Judgement.NotJudged("there is none");
        }
    }
}
