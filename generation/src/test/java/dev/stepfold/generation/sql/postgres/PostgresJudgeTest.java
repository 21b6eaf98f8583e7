package dev.stepfold.generation.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.generation.sql.RefusedSqlException;
import dev.stepfold.generation.sql.SqlGrammar;
import dev.stepfold.generation.sql.SqlJudge.Judgement;
import dev.stepfold.generation.sql.SqlScript;
import dev.stepfold.schemas.Owner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PostgreSQL's judgement of scripts, and what is left of one that exceeds a limit. */
class PostgresJudgeTest {
    private static final Owner ADA = new Owner("ada");
    private static final Owner BOB = new Owner("bob");
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    /** Takes much longer than a millisecond. */
    private static final String LONG = tables(1_000);

    /** Takes much longer than {@link #SHORT}. */
    private static final String LONGER = tables(2_000);

    /** Much longer than nothing takes. */
    private static final Duration SHORT = Duration.ofMillis(200);

    @BeforeAll
    static void skipWithoutPostgresql() throws Exception {
        SharedPostgres.connection();
    }

    @Test
    void tellsTablesAndColumnsAndLeavesNothingBehind() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(judge("create table t (a int, \"B\" text); create index i on t (a)"))
                    .isEqualTo(new Judgement.Executed(1, Set.of("t.a", "t.B")));
        }
    }

    @Test
    void executesAScriptAfterTheOther() throws Exception {
        // Given
        SqlScript schema = SqlGrammar.schema("create table t (a int)");

        // Then
        assertThat(SharedPostgres.judge()
                        .judge(ADA, List.of(schema, SqlGrammar.migration("alter table t add b text", schema))))
                .isEqualTo(new Judgement.Executed(1, Set.of("t.a", "t.b")));
        assertThat(SharedPostgres.judge()
                        .judge(ADA, List.of(schema, SqlGrammar.migration("alter table u add b text", schema))))
                .isEqualTo(new Judgement.Failed(1, "statement 1 (ALTER): it refers to a table that does not exist: u"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            create table t (a int); create table t (b int) | statement 2 (CREATE): a table, an index or a sequence of that name already exists: t
            create table t (a int references u (id)) | statement 1 (CREATE): it refers to a table that does not exist: u
            create table t (a int primary key, b int primary key) | statement 1 (CREATE): the table is not defined in a valid way, as with two primary keys: t
            create table t (a int default 'x') | statement 1 (CREATE): a text is not a value of its type: x
            create table t (a int check (b > 1)) | statement 1 (CREATE): it refers to a column that does not exist: b
            create table t (a int, a text) | statement 1 (CREATE): a column of that name already exists: a
            create table t (a int); create table u (a int references t (a)) | statement 2 (CREATE): a foreign key points to columns that are not unique, or that differ in number: t
            create table t (a int default b) | statement 1 (CREATE): PostgreSQL does not support that
            create table t (a text); create index i on t (a gin_trgm_ops) | statement 2 (CREATE): it refers to a type or another object that does not exist: gin_trgm_ops
            create table t (a int not null null) | statement 1 (CREATE): its syntax is wrong: a, t
            """)
    void saysInItsOwnWordsWhatFails(String sql, String reason) throws Exception {
        assertThat(judge(sql)).isEqualTo(new Judgement.Failed(0, reason));
    }

    @Test
    void findsNamesThatAreTheSameInTheFirst63Bytes() throws Exception {
        // Given
        String name = "i".repeat(63);

        // Then
        assertThat(judge("create table t (a int); create index " + name + "1 on t (a); create index " + name
                        + "2 on t (a)"))
                .isInstanceOf(Judgement.Failed.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            create table t (a text, b boolean); create unique index i on t (lower(a)) where b
            create table t (a text[] not null default '{}', b interval, c timestamptz default now(), value int)
            create table t (a int, b int generated always as (a * 2) stored)
            create extension citext; create extension pg_trgm; create table t (a citext); create index i on t using gin (a gin_trgm_ops)
            create extension "uuid-ossp"; create table t (a uuid default uuid_generate_v4())
            create table p (id int primary key); create table t (a int, b int, foreign key (a) references p on delete set null (a))
            create type mood as enum ('glad'); create table t (a mood default 'glad'); alter type mood add value 'sad'
            """)
    void takesWhatPostgresqlTakes(String sql) throws Exception {
        assertThat(judge(sql)).isInstanceOf(Judgement.Executed.class);
    }

    @Test
    void saysWhichScriptTakesTooLong() throws Exception {
        try (PostgresJudge hasty = new PostgresJudge(TEMPORARY, SHORT)) {
            SqlScript none = SqlGrammar.schema("");
            SqlScript much = SqlGrammar.migration(LONGER, none);

            assertThat(hasty.judge(ADA, List.of(none, much)))
                    .isEqualTo(new Judgement.OverLimit(1, "it takes longer than 0 s"));
        }
    }

    @Test
    void stopsWhatTakesTooLongAndGoesOnWithTheNext() throws Exception {
        try (PostgresJudge hasty = new PostgresJudge(TEMPORARY, Duration.ofMillis(1))) {
            for (int i = 0; i < 2; i++) {
                assertThat(hasty.judge(ADA, List.of(SqlGrammar.schema(LONG)))).isInstanceOf(Judgement.OverLimit.class);
            }
        }
    }

    @Test
    void startsAServerAnewWhereOneIsGone() throws Exception {
        List<ProcessHandle> before = servers();
        try (PostgresJudge judge = new PostgresJudge(TEMPORARY, Duration.ofSeconds(30))) {
            assertThat(judge.judge(ADA, List.of(SqlGrammar.schema(LONG)))).isInstanceOf(Judgement.Executed.class);
            List<ProcessHandle> started = servers().stream()
                    .filter(process -> !before.contains(process))
                    .filter(process ->
                            process.parent().filter(servers()::contains).isPresent())
                    .toList();
            assertThat(started).isNotEmpty();

            // When
            started.forEach(ProcessHandle::destroyForcibly);
            await().until(() -> started.stream().noneMatch(ProcessHandle::isAlive));

            // Then
            assertThat(judge.judge(ADA, List.of(SqlGrammar.schema(LONG)))).isInstanceOf(Judgement.Executed.class);
        }
    }

    @Test
    void letsAnotherOwnerPassOneWhoHasMuch() throws Exception {
        try (PostgresJudge judge = new PostgresJudge(TEMPORARY, Duration.ofSeconds(30));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given both servers, so that nobody waits until one has started
            SqlScript much = script(LONG);
            List<ProcessHandle> before = mainProcesses();
            await().until(() -> {
                Future<Judgement> other = threads.submit(() -> judge.judge(BOB, List.of(much)));
                judge.judge(ADA, List.of(much));
                other.get();
                return mainProcesses().stream()
                                .filter(process -> !before.contains(process))
                                .count()
                        == 2;
            });
            List<Future<Judgement>> ofAda = IntStream.range(0, 8)
                    .mapToObj(_ -> threads.submit(() -> judge.judge(ADA, List.of(much))))
                    .toList();

            // When
            judge.judge(BOB, List.of(script("create table t (a int)")));

            // Then
            assertThat(ofAda).filteredOn(Future::isDone).hasSizeLessThan(ofAda.size() / 2);
            for (Future<Judgement> future : ofAda) {
                assertThat(future.get()).isInstanceOf(Judgement.Executed.class);
            }
        }
    }

    @Test
    void leavesNoProcessAndNoFolderBehindWhenItIsClosed() throws Exception {
        // Given
        List<ProcessHandle> before = servers();
        List<Path> folders = folders();
        List<ProcessHandle> started;
        List<Path> used;
        try (PostgresJudge judge = new PostgresJudge(TEMPORARY, Duration.ofSeconds(30))) {
            judge.judge(ADA, List.of(SqlGrammar.schema("create table t (a int)")));
            started = servers().stream()
                    .filter(process -> !before.contains(process))
                    .toList();
            used = folders().stream()
                    .filter(folder -> !folders.contains(folder))
                    .toList();
        }

        // Then
        assertThat(started).isNotEmpty();
        assertThat(used).isNotEmpty();
        await().until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
        await().until(() -> used.stream().noneMatch(Files::exists));
    }

    @Test
    void doesNotJudgeWhereItCannotBeUnpacked(@TempDir Path folder) throws Exception {
        // Given: another user may write to the folder that would be used
        Path own = Files.createDirectory(folder.resolve("stepfold-" + Account.owner(folder)));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));

        // When
        try (PostgresJudge judge = new PostgresJudge(folder, Duration.ofSeconds(5))) {
            // Then
            assertThat(judge.judge(ADA, List.of(SqlGrammar.schema("create table t (a int)"))))
                    .isEqualTo(new Judgement.NotJudged("PostgreSQL cannot be started on this machine"));
        }
    }

    private static Judgement judge(String sql) throws Exception {
        return SharedPostgres.judge().judge(ADA, List.of(script(sql)));
    }

    private static SqlScript script(String sql) throws RefusedSqlException {
        return SqlGrammar.schema(sql);
    }

    private static String tables(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "create table t" + i + " (id uuid primary key);")
                .collect(Collectors.joining());
    }

    private static List<ProcessHandle> servers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
                .toList();
    }

    private static List<ProcessHandle> mainProcesses() {
        List<ProcessHandle> all = servers();
        return all.stream()
                .filter(process -> process.parent().filter(all::contains).isEmpty())
                .toList();
    }

    private static List<Path> folders() throws Exception {
        try (var list = Files.list(Installation.prepare(TEMPORARY).servers())) {
            return list.filter(Files::isDirectory).toList();
        }
    }
}
