package dev.stepfold.generation.sql.postgres;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A connection to a database that somebody else runs. Each transaction has a schema of its own, which its rollback takes
 * away with all that was created in it. The role may do nothing but create schemas: one that may do more is refused.
 */
final class GivenDatabase implements JudgingServer {
    private static final Duration LOCK_MAX = Duration.ofSeconds(1);
    private static final String SCHEMA = "stepfold_check_";
    private static final int RANDOM_BYTES = 8;

    /** What a role may have or be a member of that no check needs (PostgreSQL manual, 21.2 and 21.5). */
    private static final String RIGHTS = """
            select concat_ws(', ',
                case when rolsuper then 'superuser' end,
                case when rolcreaterole then 'createrole' end,
                case when rolcreatedb then 'createdb' end,
                case when rolreplication then 'replication' end,
                case when rolbypassrls then 'bypassrls' end,
                (select string_agg(g.rolname, ', ' order by g.rolname) from pg_roles g
                  where g.rolname in ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files',
                                      'pg_signal_backend', 'pg_read_all_data', 'pg_write_all_data')
                    and not r.rolsuper and pg_has_role(r.oid, g.oid, 'member'))),
                has_database_privilege(current_database(), 'CREATE')
            from pg_roles r where rolname = current_user""";

    private final SecureRandom random = new SecureRandom();
    private final Connection connection;
    private final Duration timeMax;

    private GivenDatabase(Connection connection, Duration timeMax) {
        this.connection = connection;
        this.timeMax = timeMax;
    }

    /**
     * Connects, and looks at the role.
     *
     * @param timeMax how long one statement may take
     * @throws PostgresUnavailableException when the database does not answer, or the role has other rights than it should
     */
    static GivenDatabase connect(String url, Duration timeMax) throws PostgresUnavailableException {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "ApplicationName", "stepfold-sql-check",
                "connectTimeout", "5",
                "loginTimeout", "5",
                "preferQueryMode", "simple",
                "socketTimeout", "30"));
        try {
            Connection connection = DriverManager.getConnection(url, properties);
            try {
                connection.setAutoCommit(false);
                checkRights(connection);
                connection.rollback();
                return new GivenDatabase(connection, timeMax);
            } catch (SQLException | PostgresUnavailableException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new PostgresUnavailableException(
                    "the database of STEPFOLD_SQL_CHECK cannot be used: SQLSTATE " + e.getSQLState(), e);
        }
    }

    private static void checkRights(Connection connection) throws SQLException, PostgresUnavailableException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(RIGHTS)) {
            row.next();
            String tooMany = row.getString(1);
            if (!tooMany.isEmpty()) {
                throw new PostgresUnavailableException(
                        "the role of STEPFOLD_SQL_CHECK may do more than it should: " + tooMany);
            }
            if (!row.getBoolean(2)) {
                throw new PostgresUnavailableException(
                        "the role of STEPFOLD_SQL_CHECK may not create schemas in its database");
            }
        }
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void prepare(Statement statement) throws SQLException {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String schema = SCHEMA + HexFormat.of().formatHex(bytes);
        for (String sql : List.of(
                "set local client_min_messages = error",
                "set local statement_timeout = " + timeMax.toMillis(),
                "set local lock_timeout = " + LOCK_MAX.toMillis(),
                "create schema " + schema,
                "set local search_path = " + schema)) {
            statement.execute(sql);
        }
    }

    /** The server ends the statement when it notices, at the latest at the statement's own limit. */
    @Override
    public void kill() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException _) {
            // already closed
        }
    }

    @Override
    public void close() {
        kill();
    }
}
