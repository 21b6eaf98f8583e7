package dev.stepfold.generation.sql.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL that executes SQL in a transaction, of which nothing stays. */
interface JudgingServer extends AutoCloseable {
    Connection connection();

    /** Prepares a transaction: where its objects are created, and its limits. */
    void prepare(Statement statement) throws SQLException;

    /** Ends what it is executing; the connection is then of no use. */
    void kill();

    @Override
    void close();

    /** Where servers come from. */
    @FunctionalInterface
    interface Source {
        /** A server; throws {@link PostgresUnavailableException} when there is none. */
        JudgingServer next() throws PostgresUnavailableException, InterruptedException;
    }
}
