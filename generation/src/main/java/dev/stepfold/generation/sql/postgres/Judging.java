package dev.stepfold.generation.sql.postgres;

import dev.stepfold.generation.sql.SqlJudge.Judgement;
import dev.stepfold.generation.sql.SqlScript;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Executes one document's SQL after another's on one server. Used by one thread at a time. */
final class Judging implements AutoCloseable {
    private static final String TABLES = "select count(*) from pg_class"
            + " where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')";
    private static final String COLUMNS = "select c.relname || '.' || a.attname from pg_class c"
            + " join pg_attribute a on a.attrelid = c.oid"
            + " where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0"
            + " and not a.attisdropped";

    /** What PostgreSQL says when it is shut down or one of its processes has died. */
    private static final Set<String> GONE = Set.of("57P01", "57P02", "57P03");

    private final JudgingServer server;
    private final ScheduledExecutorService timer;
    private final Duration timeMax;
    private int judgements;
    private boolean broken;

    Judging(JudgingServer server, ScheduledExecutorService timer, Duration timeMax) {
        this.server = server;
        this.timer = timer;
        this.timeMax = timeMax;
    }

    /**
     * The result.
     *
     * @param serverGone whether the server ended by itself
     */
    record Outcome(Judgement judgement, boolean serverGone) {}

    /** Whether its server must not be used again. */
    boolean isSpent(int judgementsMax) {
        return broken || judgements >= judgementsMax;
    }

    Outcome judge(List<SqlScript> scripts) {
        judgements++;
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> deadline = timer.schedule(
                () -> {
                    late.set(true);
                    server.kill();
                },
                timeMax.toMillis(),
                TimeUnit.MILLISECONDS);
        Progress progress = new Progress();
        try (Statement statement = server.connection().createStatement()) {
            statement.setEscapeProcessing(false);
            if (!executesInOneGo(statement, scripts, progress)) {
                executeOneByOne(statement, scripts, progress);
            }
            return new Outcome(found(statement), false);
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (late.get()) {
                return new Outcome(overLimit(progress, "it takes longer than " + timeMax.toSeconds() + " s"), false);
            }
            if (state.startsWith("08") || GONE.contains(state)) {
                broken = true;
                return new Outcome(overLimit(progress, "it crashed the database"), true);
            }
            if (state.startsWith("53")) {
                return new Outcome(overLimit(progress, "it takes more memory or disk than is allowed"), false);
            }
            return new Outcome(
                    new Judgement.Failed(
                            progress.script,
                            Reasons.of(progress.number, progress.statement, e.getSQLState(), e.getMessage())),
                    false);
        } finally {
            deadline.cancel(false);
            broken |= late.get() || !rollBack(server.connection());
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** One message for a script instead of one for each statement; it does not tell which of them fails. */
    private boolean executesInOneGo(Statement statement, List<SqlScript> scripts, Progress progress)
            throws SQLException {
        server.prepare(statement);
        try {
            for (SqlScript script : scripts) {
                statement.execute(String.join(";\n", script.statements()));
                progress.script++;
            }
            return true;
        } catch (SQLException _) {
            server.connection().rollback();
            return false;
        }
    }

    private void executeOneByOne(Statement statement, List<SqlScript> scripts, Progress progress) throws SQLException {
        server.prepare(statement);
        progress.script = 0;
        for (SqlScript script : scripts) {
            progress.number = 0;
            for (String sql : script.statements()) {
                progress.number++;
                progress.statement = sql;
                statement.execute(sql);
            }
            progress.script++;
        }
    }

    private static Judgement found(Statement statement) throws SQLException {
        int tables;
        try (ResultSet count = statement.executeQuery(TABLES)) {
            count.next();
            tables = count.getInt(1);
        }
        Set<String> columns = new TreeSet<>();
        try (ResultSet rows = statement.executeQuery(COLUMNS)) {
            while (rows.next()) {
                columns.add(rows.getString(1));
            }
        }
        return new Judgement.Executed(tables, columns);
    }

    private static Judgement overLimit(Progress progress, String reason) {
        return new Judgement.OverLimit(progress.script, reason);
    }

    private static boolean rollBack(Connection connection) {
        try {
            connection.rollback();
            return true;
        } catch (SQLException _) {
            return false;
        }
    }

    private static final class Progress {
        private int script;
        private int number;
        private String statement = "";
    }
}
