package dev.stepfold.generation.builtin;

import dev.stepfold.generation.sql.postgres.SharedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** An empty schema in a real PostgreSQL. Several may be open at once; all are gone when the last one is closed. */
final class Database implements AutoCloseable {
    private static int schemas;
    private static int open;

    private final Connection connection;
    private final String schema = "s" + ++schemas;

    Database() throws SQLException {
        connection = SharedPostgres.connection();
        open++;
        execute("create schema " + schema);
    }

    void run(String sql) throws SQLException {
        execute("set search_path to " + schema);
        execute(sql);
    }

    List<String> tables() throws SQLException {
        return rows("select table_name from information_schema.tables where table_schema = '" + schema + "'");
    }

    /**
     * The whole schema: tables with their columns in order, constraints and indexes by name and definition. The names
     * of primary keys are PostgreSQL's own and left out.
     */
    List<String> shape() throws SQLException {
        execute("set search_path to " + schema);
        List<String> shape = new ArrayList<>(rows("select table_name || '.' || column_name || ' ' || data_type || ' '"
                + " || coalesce(character_maximum_length::text, '') || ' ' || coalesce(numeric_scale::text, '') || ' '"
                + " || is_nullable || ' ' || coalesce(column_default, '') from information_schema.columns"
                + " where table_schema = '" + schema + "' order by table_name, ordinal_position"));
        shape.addAll(rows("select conrelid::regclass || ' ' || case when contype = 'p' then '' else conname end || ' '"
                + " || pg_get_constraintdef(oid) from pg_constraint where connamespace = '" + schema
                + "'::regnamespace order by 1"));
        shape.addAll(rows("select replace(indexdef, '" + schema + ".', '') from pg_indexes where schemaname = '"
                + schema + "' and indexname not like '%\\_pkey' order by 1"));
        return shape;
    }

    private List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        if (--open == 0) {
            connection.rollback();
        }
    }
}
