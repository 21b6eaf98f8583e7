package dev.stepfold.generation.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.stepfold.generation.sql.SqlCheck;
import dev.stepfold.generation.sql.SqlGrammar;
import dev.stepfold.generation.sql.SqlJudge;
import dev.stepfold.generation.sql.SqlJudge.Judgement;
import dev.stepfold.generation.sql.SqlJudgeException;
import dev.stepfold.generation.sql.SqlScript;
import dev.stepfold.schemas.Owner;
import java.net.ConnectException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A check in a database of somebody else: a server of the installation, with its role. */
class GivenDatabaseTest {
    private static final Owner ADA = new Owner("ada");
    private static final Duration LONG = Duration.ofSeconds(30);

    private PostgresServer server;
    private Connection connection;
    private String url;

    @BeforeAll
    static void skipWithoutPostgresql() throws Exception {
        SharedPostgres.connection();
    }

    @BeforeEach
    void start() throws Exception {
        Installation installation = Installation.prepare(Path.of(System.getProperty("java.io.tmpdir")));
        server = PostgresServer.start(installation);
        connection = server.connection();
        url = connection.getMetaData().getURL().replaceFirst("\\?.*", "") + "?user=" + Installation.NAME + "&password="
                + installation.password();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void judgesInASchemaOfItsOwnOfWhichNothingStays() throws Exception {
        execute("create table t (taken int)");
        try (SqlJudge judge = PostgresJudge.of(SqlCheck.of(url))) {
            for (int i = 0; i < 3; i++) {
                assertThat(judge(
                                judge, "create table t (a int); create table public.u (b int references public.t (a))"))
                        .isInstanceOf(Judgement.Failed.class);
                assertThat(judge(judge, "create table public.t (a int primary key); create index on public.t (a)"))
                        .isEqualTo(new Judgement.Executed(1, Set.of("t.a")));
                assertThat(judge(judge, "create type mood as enum ('ok'); create table t (m mood default 'ok')"))
                        .isEqualTo(new Judgement.Executed(1, Set.of("t.m")));
            }
        }

        assertThat(values("select nspname from pg_namespace where nspname like 'stepfold%'"))
                .isEmpty();
        assertThat(values("select attname from pg_attribute where attrelid = 'public.t'::regclass and attnum > 0"))
                .containsExactly("taken");
    }

    @Test
    void judgesAMigrationAfterItsSchema() throws Exception {
        SqlScript schema = SqlGrammar.schema("create table t (a int)");
        try (SqlJudge judge = PostgresJudge.of(SqlCheck.of(url))) {
            assertThat(judge.judge(ADA, List.of(schema, SqlGrammar.migration("alter table t add b text", schema))))
                    .isEqualTo(new Judgement.Executed(1, Set.of("t.a", "t.b")));
        }
    }

    @Test
    void endsWhatTakesTooLong() throws Exception {
        String sql = IntStream.range(0, 2_000)
                .mapToObj(i -> "create table t" + i + " (id uuid primary key);")
                .collect(Collectors.joining());
        try (SqlJudge judge = PostgresJudge.ofDatabase(url, Duration.ofMillis(20))) {
            assertThat(judge(judge, sql)).isInstanceOf(Judgement.OverLimit.class);
        }
        try (SqlJudge judge = PostgresJudge.ofDatabase(url, LONG)) {
            assertThat(judge(judge, "create table t (a int)")).isInstanceOf(Judgement.Executed.class);
        }
    }

    @Test
    void refusesARoleThatMayDoMoreOrLess() throws Exception {
        execute("revoke create on database judge from judge");
        try (SqlJudge judge = PostgresJudge.ofDatabase(url, LONG)) {
            assertThat(judge(judge, "create table t (a int)"))
                    .isEqualTo(new Judgement.NotJudged("the database of STEPFOLD_SQL_CHECK cannot be used"));
        }
        assertThatExceptionOfType(PostgresUnavailableException.class)
                .isThrownBy(() -> GivenDatabase.connect(url, LONG))
                .withMessage("the role of STEPFOLD_SQL_CHECK may not create schemas in its database");
    }

    @Test
    void readsTheGrammarAloneWhileTheDatabaseWasNeverThereAndWaitsForItAfterwards() throws Exception {
        try (SqlJudge judge = PostgresJudge.ofDatabase("jdbc:postgresql://127.0.0.1:1/x", LONG)) {
            assertThat(judge(judge, "create table t (a int)")).isInstanceOf(Judgement.NotJudged.class);
        }
        try (SqlJudge judge = PostgresJudge.ofDatabase(url, LONG)) {
            judge(judge, "create table t (a int)");
            server.close();
            // Its processes end a little later, and would answer until then.
            await().until(this::refusesConnections);

            // The first finds that its connection is gone, and no other can be had.
            assertThatExceptionOfType(SqlJudgeException.class).isThrownBy(() -> judge(judge, "create table t (a int)"));
        }
    }

    @Test
    void executesNothingWhereTheGrammarIsEnough() throws Exception {
        try (SqlJudge judge = PostgresJudge.of(SqlCheck.of("grammar"))) {
            assertThat(judge(judge, "create table t (a int references nothing (b))"))
                    .isEqualTo(new Judgement.NotJudged("STEPFOLD_SQL_CHECK is grammar, so nothing is executed"));
        }
    }

    private boolean refusesConnections() {
        try (Connection _ = DriverManager.getConnection(url)) {
            return false;
        } catch (SQLException e) {
            return e.getCause() instanceof ConnectException;
        }
    }

    private static Judgement judge(SqlJudge judge, String sql) throws Exception {
        return judge.judge(ADA, List.of(SqlGrammar.schema(sql)));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        connection.commit();
    }

    private List<String> values(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new java.util.ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            connection.commit();
            return values;
        }
    }
}
