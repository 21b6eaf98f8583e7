package dev.stepfold.orchestrator.validation;

import dev.stepfold.schemas.agent.Agent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.h2.Driver;
import org.jspecify.annotations.Nullable;

/** Whether the DDL executes, and the migration after the DDL of the agent that was changed. */
final class DatabaseRules {
    /** Without a name, so that each connection has a database of its own, which goes when it closes. */
    private static final String URL = "jdbc:h2:mem:;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            // words that H2 keeps for itself and PostgreSQL does not
            + ";NON_KEYWORDS=DAY,GROUPS,HOUR,KEY,MINUS,MINUTE,MONTH,OVER,PARTITION,QUALIFY,RANGE,REGEXP,ROWNUM,ROWS,SECOND,"
            + "TOP,UESCAPE,UNKNOWN,VALUE,YEAR";

    private static final int STATEMENT_SECONDS_MAX = 2;

    /** Types of PostgreSQL that H2 does not know by that name. */
    private static final List<String> TYPES = List.of(
            "create domain timestamptz as timestamp with time zone",
            "create domain timetz as time with time zone",
            "create domain citext as varchar",
            "create domain inet as varchar(43)",
            "create domain money as numeric(19, 2)");

    private DatabaseRules() {}

    static void check(Agent agent, @Nullable Agent existing, Report report) {
        Optional<Set<String>> columns = Optional.empty();
        if (agent.ddl().isBlank()) {
            if (!agent.models().isEmpty()) {
                report.error("no-ddl", "/ddl", "There are models, but no DDL");
            }
        } else {
            columns = checkSchema(agent, report);
        }
        if (existing != null && columns.isPresent()) {
            checkMigration(existing, agent.migration(), columns.get(), report);
        }
    }

    /** The columns of all tables; empty where the DDL does not execute. */
    private static Optional<Set<String>> checkSchema(Agent agent, Report report) {
        try (Connection database = open()) {
            execute(database, AllowedSql.schema(agent.ddl()));
            int tables = countTables(database);
            if (tables < agent.models().size()) {
                report.warning(
                        "missing-table",
                        "/ddl",
                        "The DDL creates " + tables + " tables for "
                                + agent.models().size() + " models");
            }
            return Optional.of(columns(database));
        } catch (RefusedSqlException e) {
            report.error("refused-ddl", "/ddl", "The DDL is not executed: " + e.getMessage());
        } catch (SQLException e) {
            report.error("invalid-ddl", "/ddl", "The DDL does not execute: " + firstLine(e));
        }
        return Optional.empty();
    }

    private static void checkMigration(Agent existing, @Nullable String migration, Set<String> wanted, Report report) {
        try (Connection database = open()) {
            if (!leadsToModels(database, existing)) {
                report.warning(
                        "unchecked-migration",
                        "/migration",
                        "The DDL that the migration starts from does not lead to the models there");
                return;
            }
            execute(database, AllowedSql.migration(migration == null ? "" : migration));
            compare(columns(database), wanted, migration != null, report);
        } catch (RefusedSqlException e) {
            report.error("refused-migration", "/migration", "The migration is not executed: " + e.getMessage());
        } catch (SQLException e) {
            report.error("invalid-migration", "/migration", "The migration does not execute: " + firstLine(e));
        }
    }

    private static boolean leadsToModels(Connection database, Agent existing) {
        try {
            execute(database, AllowedSql.schema(existing.ddl()));
            return !existing.ddl().isBlank() || existing.models().isEmpty();
        } catch (RefusedSqlException | SQLException _) {
            return false;
        }
    }

    private static void compare(Set<String> reached, Set<String> wanted, boolean given, Report report) {
        String missing = wanted.stream().filter(name -> !reached.contains(name)).collect(Collectors.joining(", "));
        String left = reached.stream().filter(name -> !wanted.contains(name)).collect(Collectors.joining(", "));
        if (given && !missing.isEmpty()) {
            report.error("incomplete-migration", "/migration", "The migration does not lead to " + missing);
        } else if (!missing.isEmpty()) {
            report.warning("incomplete-migration", null, "There is no migration that leads to " + missing);
        }
        if (!left.isEmpty()) {
            report.warning("incomplete-migration", "/migration", "The migration leaves " + left);
        }
    }

    private static Connection open() throws SQLException {
        Connection connection = new Driver().connect(URL, new Properties());
        if (connection == null) {
            throw new IllegalStateException("H2 does not know its own URL");
        }
        execute(connection, TYPES);
        return connection;
    }

    private static void execute(Connection database, List<String> statements) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.setQueryTimeout(STATEMENT_SECONDS_MAX);
            statement.setEscapeProcessing(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static int countTables(Connection database) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet count = statement.executeQuery(
                        "select count(*) from information_schema.tables where table_schema = 'public'")) {
            count.next();
            return count.getInt(1);
        }
    }

    /** Each as {@code table.column}, in order. */
    private static Set<String> columns(Connection database) throws SQLException {
        Set<String> columns = new TreeSet<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("select table_name || '.' || column_name"
                        + " from information_schema.columns where table_schema = 'public'")) {
            while (rows.next()) {
                columns.add(rows.getString(1));
            }
        }
        return columns;
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
