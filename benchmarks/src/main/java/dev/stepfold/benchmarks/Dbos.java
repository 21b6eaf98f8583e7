package dev.stepfold.benchmarks;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.Map;

/** DBOS with a stream that a browser can follow, and its PostgreSQL, on fresh data. */
final class Dbos implements DurableRuns {
    private final Processes processes = Processes.none();
    private final int port = Processes.freePort();
    private final Postgres postgres;
    private final Process worker;
    private final PostedRuns runs;

    private Dbos(Peers peers, Postgres postgres, HttpClient http) throws UnavailableException {
        this.postgres = postgres;
        Map<String, String> environment = new HashMap<>(Peers.environment());
        environment.put("WORKER_PORT", Integer.toString(port));
        environment.put("DATABASE_URL", postgres.url("benchmark"));
        this.worker = processes.start("dbos-worker", peers.node("dbos-worker.mjs"), environment);
        this.runs = new PostedRuns(http, "http://127.0.0.1:" + port + "/%s");
    }

    static Dbos start(Peers peers, HttpClient http, Waiting waiting) throws UnavailableException, InterruptedException {
        Postgres postgres = Postgres.start(waiting);
        Dbos dbos = new Dbos(peers, postgres, http);
        try {
            waiting.until("DBOS is ready", () -> dbos.processes.isListening(dbos.worker, dbos.port));
            return dbos;
        } catch (InterruptedException | RuntimeException e) {
            dbos.close();
            throw e;
        }
    }

    @Override
    public void run() throws IOException, InterruptedException {
        runs.run();
    }

    @Override
    public void settle() {}

    @Override
    public Map<String, Double> processorSeconds() {
        return Map.of("PostgreSQL", postgres.processorSeconds(), "worker", ProcessorTime.secondsOf(worker));
    }

    @Override
    public void close() {
        processes.close();
        postgres.close();
    }
}
