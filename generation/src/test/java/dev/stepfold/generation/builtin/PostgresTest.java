package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.agent.Agent;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All DDL runs on a real PostgreSQL, and each migration leads to what the full DDL describes. */
class PostgresTest {
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
        try (Database database = new Database()) {
            database.run(agent.ddl());

            // Then
            assertThat(database.tables()).hasSameSizeAs(agent.models());
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
        try (Database migrated = new Database();
                Database fresh = new Database()) {
            migrated.run(before.ddl());
            migrated.run(migration);
            fresh.run(after.ddl());

            // Then
            assertThat(migrated.shape()).isEqualTo(fresh.shape());
        }
    }
}
