package dev.stepfold.generation.sql.postgres;

import dev.stepfold.fairpermits.FairPermits;
import dev.stepfold.generation.sql.SqlCheck;
import dev.stepfold.generation.sql.SqlJudge;
import dev.stepfold.generation.sql.SqlJudgeException;
import dev.stepfold.generation.sql.SqlScript;
import dev.stepfold.schemas.Owner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes SQL in PostgreSQL servers of its own, which are started when they are first needed, or in a given database. A
 * server executes one document's SQL at a time, as a role that may do nothing else, in a transaction that is rolled back; it
 * is killed, with all its processes, when the whole exceeds its time limit (of a given database, only the connection is
 * ended). The number of running servers is limited. An owner has one of them at a time, so that there is always one for
 * another owner.
 */
public final class PostgresJudge implements SqlJudge, AutoCloseable {
    static final Duration TIME_MAX = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(PostgresJudge.class);
    private static final int SERVERS_MAX = 2;
    private static final int TRIES = 2;
    private static final Duration TRY_AGAIN_AFTER = Duration.ofMinutes(5);

    /** A rollback leaves dead rows in the catalogue: a server is replaced after so many executions. */
    private static final int JUDGEMENTS_MAX = 500;

    private final FairPermits permits = new FairPermits(SERVERS_MAX, 1);
    private final ScheduledThreadPoolExecutor timer;
    private final JudgingServer.Source servers;
    private final Duration timeMax;
    private final Deque<Judging> idle = new ArrayDeque<>();
    private Optional<String> unavailable = Optional.empty();
    private long unavailableSinceNanos;
    private boolean hasWorked;
    private boolean closed;

    /** With the limit of 5 s, below the folder for temporary files. */
    public PostgresJudge() {
        this(Path.of(System.getProperty("java.io.tmpdir")), TIME_MAX);
    }

    /** With servers of its own, below a folder. */
    PostgresJudge(Path temporary, Duration timeMax) {
        this(new OwnServers(temporary), timeMax);
    }

    private PostgresJudge(JudgingServer.Source servers, Duration timeMax) {
        this.servers = servers;
        this.timeMax = timeMax;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("sql-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** The judge of a check, with the limit of 5 s. */
    public static SqlJudge of(SqlCheck check) {
        return switch (check) {
            case SqlCheck.OwnServer _ -> new PostgresJudge();
            case SqlCheck.GivenDatabase given -> ofDatabase(given.url(), TIME_MAX);
            case SqlCheck.GrammarAlone _ ->
                (_, _) -> new Judgement.NotJudged("STEPFOLD_SQL_CHECK is grammar, so nothing is executed");
        };
    }

    /** With connections to a database that is there. */
    static PostgresJudge ofDatabase(String url, Duration timeMax) {
        return new PostgresJudge(() -> GivenDatabase.connect(url, timeMax), timeMax);
    }

    @Override
    public Judgement judge(Owner owner, List<SqlScript> scripts) throws InterruptedException, SqlJudgeException {
        try (FairPermits.Permit permit = permits.request(owner)) {
            permit.await();
            for (int i = 1; ; i++) {
                Judging judging = take();
                Judging.Outcome outcome = judging.judge(scripts);
                giveBack(judging);
                if (outcome.serverGone() && Thread.interrupted()) {
                    throw new InterruptedException("stopped while SQL was executed");
                }
                // The server may have been gone before the call; SQL that also ends a second one is itself the cause.
                if (!outcome.serverGone() || i == TRIES) {
                    return outcome.judgement();
                }
            }
        } catch (PostgresUnavailableException e) {
            return unavailable(e);
        }
    }

    /** Stops all servers. Running executions fail; no server is started any more. */
    @Override
    public synchronized void close() {
        closed = true;
        timer.shutdownNow();
        idle.forEach(Judging::close);
        idle.clear();
    }

    private Judging take() throws PostgresUnavailableException, InterruptedException {
        synchronized (this) {
            Judging waiting = idle.pollFirst();
            if (waiting != null) {
                return waiting;
            }
            if (closed || (unavailable.isPresent() && !isTimeToTryAgain())) {
                throw new PostgresUnavailableException(unavailable.orElse("PostgreSQL is stopped"));
            }
        }
        JudgingServer server = servers.next();
        synchronized (this) {
            hasWorked = true;
        }
        return new Judging(server, timer, timeMax);
    }

    private synchronized void giveBack(Judging judging) {
        if (closed || judging.isSpent(JUDGEMENTS_MAX)) {
            judging.close();
        } else {
            idle.addFirst(judging);
        }
    }

    private boolean isTimeToTryAgain() {
        return System.nanoTime() - unavailableSinceNanos > TRY_AGAIN_AFTER.toNanos();
    }

    /**
     * If PostgreSQL never worked, documents continue without it, and a start is retried from time to time. If it did,
     * they wait for it.
     */
    private synchronized Judgement unavailable(PostgresUnavailableException e)
            throws SqlJudgeException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("stopped while PostgreSQL was started");
        }
        if (hasWorked) {
            throw new SqlJudgeException("The database that checks SQL is currently not available", e);
        }
        if (unavailable.isEmpty() || isTimeToTryAgain()) {
            LOG.warn("SQL is not executed, only its grammar is checked reason={}", e.getMessage());
            unavailable = Optional.of(String.valueOf(e.getMessage()));
            unavailableSinceNanos = System.nanoTime();
        }
        return new Judgement.NotJudged(
                servers instanceof OwnServers
                        ? "PostgreSQL cannot be started on this machine"
                        : "the database of STEPFOLD_SQL_CHECK cannot be used");
    }
}
