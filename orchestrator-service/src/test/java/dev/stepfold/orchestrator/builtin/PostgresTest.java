package dev.stepfold.orchestrator.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.agent.Agent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All DDL runs on a real PostgreSQL, and each migration leads to what the full DDL describes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresTest {
    private Postgres postgres;

    @BeforeAll
    void start() {
        postgres = Postgres.start();
    }

    @AfterAll
    void stop() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    static Stream<String> requests() {
        return Stream.concat(Corpus.requests().stream().map(Corpus.Entry::request), Requests.ALL.stream())
                .distinct();
    }

    static Stream<Corpus.Entry> changes() {
        return Stream.concat(
                Corpus.changes().stream(),
                ChangeRequestsTest.MIGRATIONS.stream()
                        .map(request -> new Corpus.Entry(request, Map.of("on", Requests.TASKS))));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void createsTheDatabaseOfARequest(String request) throws Exception {
        // Given
        Agent agent = Corpus.built(request).agent();

        // When
        try (Postgres.Schema schema = postgres.schema()) {
            schema.run(agent.ddl());

            // Then
            List<String> tables = schema.rows(
                    "select table_name from information_schema.tables where table_schema = '" + schema.name() + "'");
            assertThat(tables).hasSameSizeAs(agent.models());
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void migratesToWhatTheFullDdlDescribes(Corpus.Entry change) throws Exception {
        // Given
        Agent before = Corpus.before(change).agent();
        Agent after = Built.change(before, change.request()).agent();
        String migration = Objects.requireNonNullElse(after.migration(), "");

        // When
        try (Postgres.Schema migrated = postgres.schema();
                Postgres.Schema fresh = postgres.schema();
                Database embedded = new Database()) {
            migrated.run(before.ddl());
            migrated.run(migration);
            fresh.run(after.ddl());
            embedded.run(before.ddl());
            embedded.run(migration.isEmpty() ? "select 1" : migration);

            // Then
            assertThat(migrated.shape()).isEqualTo(fresh.shape());
        }
    }
}
