package dev.stepfold.orchestrator.builtin;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL, unpacked and started for the tests of a class. PostgreSQL refuses to run as root; where the tests are
 * root, it is started in a user namespace of its own. Where that is not allowed the tests are skipped, and say so.
 */
final class Postgres implements AutoCloseable {
    private final EmbeddedPostgres server;
    private int schemas;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    static Postgres start() {
        try {
            return new Postgres(EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("shared_buffers", "16MB")
                    .setServerConfig("max_connections", "20")
                    .start());
        } catch (IOException | IllegalStateException e) {
            return Assumptions.abort("SKIPPED: PostgreSQL cannot be started here, so no DDL was run on it: " + e);
        }
    }

    /** An empty schema. */
    Schema schema() throws SQLException {
        Connection connection = server.getPostgresDatabase().getConnection();
        String name = "s" + ++schemas;
        Schema schema = new Schema(connection, name);
        schema.run("create schema " + name + "; set search_path to " + name);
        return schema;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    record Schema(Connection connection, String name) implements AutoCloseable {
        void run(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        /**
         * All that the schema consists of: tables with their columns in order, constraints and indexes by name and
         * definition. The names of primary keys are PostgreSQL's own and left out.
         */
        List<String> shape() throws SQLException {
            List<String> shape =
                    new ArrayList<>(rows("select table_name || '.' || column_name || ' ' || data_type || ' '"
                            + " || coalesce(character_maximum_length::text, '') || ' ' || coalesce(numeric_scale::text, '') || ' '"
                            + " || is_nullable || ' ' || coalesce(column_default, '') from information_schema.columns"
                            + " where table_schema = '" + name + "' order by table_name, ordinal_position"));
            shape.addAll(
                    rows("select conrelid::regclass || ' ' || case when contype = 'p' then '' else conname end || ' '"
                            + " || pg_get_constraintdef(oid) from pg_constraint where connamespace = '" + name
                            + "'::regnamespace order by 1"));
            shape.addAll(rows("select replace(indexdef, '" + name + ".', '') from pg_indexes where schemaname = '"
                    + name + "' and indexname not like '%\\_pkey' order by 1"));
            return shape;
        }

        List<String> rows(String query) throws SQLException {
            List<String> rows = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(query)) {
                while (result.next()) {
                    rows.add(result.getString(1));
                }
            }
            return rows;
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
