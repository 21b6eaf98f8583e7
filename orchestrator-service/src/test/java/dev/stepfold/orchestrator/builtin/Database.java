package dev.stepfold.orchestrator.builtin;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A fresh database in memory that speaks PostgreSQL's SQL. */
final class Database implements AutoCloseable {
    private final Connection connection;

    Database() throws SQLException {
        connection = DriverManager.getConnection(
                "jdbc:h2:mem:;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Every column with its type and whether it may be null, and every constraint, in a stable order. */
    List<String> shape() throws SQLException {
        List<String> shape = new ArrayList<>();
        shape.addAll(rows("select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable"
                + " from information_schema.columns where table_schema = 'public' order by 1"));
        shape.addAll(rows("select table_name || ' ' || constraint_name || ' ' || constraint_type"
                + " from information_schema.table_constraints where table_schema = 'public'"
                + " and lower(constraint_name) not like 'constraint%' order by 1"));
        shape.addAll(rows("select check_clause from information_schema.check_constraints order by 1"));
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
