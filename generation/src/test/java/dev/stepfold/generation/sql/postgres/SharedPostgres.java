package dev.stepfold.generation.sql.postgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * One PostgreSQL for all tests of a JVM, which ends with it, and one judge. Where PostgreSQL cannot be started, tests that need
 * it are skipped, and say so.
 */
public final class SharedPostgres {
    private static @Nullable Connection connection;
    private static @Nullable PostgresJudge judge;

    private SharedPostgres() {}

    /** A connection as the owner of the database; its user rolls back. */
    public static synchronized Connection connection() throws SQLException {
        Connection known = connection;
        if (known == null || known.isClosed()) {
            known = start().connection();
            connection = known;
        }
        return known;
    }

    /** A judge with the limits of production. */
    public static synchronized PostgresJudge judge() {
        PostgresJudge known = judge;
        if (known == null) {
            known = new PostgresJudge();
            judge = known;
        }
        return known;
    }

    private static PostgresServer start() {
        try {
            return PostgresServer.start(Installation.prepare(Path.of(System.getProperty("java.io.tmpdir"))));
        } catch (PostgresUnavailableException e) {
            return Assumptions.abort(
                    "SKIPPED: PostgreSQL cannot be started here, so no DDL was run on it: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
