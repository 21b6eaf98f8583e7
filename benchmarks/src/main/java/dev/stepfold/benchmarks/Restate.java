package dev.stepfold.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Restate's server with its defaults, and a worker with its TypeScript SDK, on fresh data. */
final class Restate implements DurableRuns {
    private static final int STATUS_CREATED = 201;

    private final Processes processes = Processes.none();
    private final int ingressPort = Processes.freePort();
    private final int adminPort = Processes.freePort();
    private final int workerPort = Processes.freePort();
    private final HttpClient http;
    private final Process server;
    private final Process worker;
    private final PostedRuns runs;

    private Restate(Peers peers, HttpClient http) throws UnavailableException {
        this.http = http;
        this.server = processes.start("restate-server", command(peers), serverEnvironment());
        Map<String, String> environment = new HashMap<>(Peers.environment());
        environment.put("WORKER_PORT", Integer.toString(workerPort));
        environment.put("RESTATE_LOGGING", "ERROR");
        this.worker = processes.start("restate-worker", peers.node("restate-worker.mjs"), environment);
        this.runs = new PostedRuns(http, "http://127.0.0.1:" + ingressPort + "/SixSteps/%s/run");
    }

    static Restate start(Peers peers, HttpClient http, Waiting waiting)
            throws UnavailableException, InterruptedException {
        Restate restate = new Restate(peers, http);
        try {
            waiting.until(
                    "Restate is ready",
                    () -> restate.processes.isListening(restate.server, restate.adminPort)
                            && restate.processes.isListening(restate.server, restate.ingressPort)
                            && restate.processes.isListening(restate.worker, restate.workerPort));
            waiting.until("Restate knows the worker", restate::register);
            return restate;
        } catch (InterruptedException | RuntimeException e) {
            restate.close();
            throw e;
        }
    }

    private List<String> command(Peers peers) throws UnavailableException {
        return List.of(
                peers.restateServer().toString(),
                "--node-name",
                "benchmark",
                "--bind-ip",
                "127.0.0.1",
                "--bind-port",
                Integer.toString(Processes.freePort()),
                "--base-dir",
                processes.home().resolve("data").toString(),
                "--no-logo");
    }

    private Map<String, String> serverEnvironment() {
        return Map.of(
                "RESTATE_DISABLE_TELEMETRY",
                "true",
                "DO_NOT_TRACK",
                "1",
                "RESTATE_INGRESS__BIND_PORT",
                Integer.toString(ingressPort),
                "RESTATE_ADMIN__BIND_PORT",
                Integer.toString(adminPort));
    }

    private boolean register() {
        String body = "{\"uri\":\"http://127.0.0.1:" + workerPort + "/\"}";
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/deployments"))
                                            .header("Content-Type", "application/json")
                                            .POST(BodyPublishers.ofString(body))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == STATUS_CREATED;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
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
        return Map.of("server", ProcessorTime.secondsOf(server), "worker", ProcessorTime.secondsOf(worker));
    }

    @Override
    public void close() {
        processes.close();
    }
}
