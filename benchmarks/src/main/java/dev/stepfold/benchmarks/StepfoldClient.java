package dev.stepfold.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Calls a gateway as a client would. Safe for use by many threads. */
final class StepfoldClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final int STREAMS_MAX = 200;

    private final String documents;
    private final HttpClient http;

    StepfoldClient(int port, HttpClient http) {
        this.documents = "http://127.0.0.1:" + port + "/api/documents";
        this.http = http;
    }

    /**
     * What is asked of a run.
     *
     * @param text in plain words
     * @param checked whether results are validated, and insights added
     * @param generator who runs the steps
     */
    record Request(String text, boolean checked, String generator) {
        /** For {@link EmptySteps}, whose results are not worth a check. */
        static final Request EMPTY = new Request("benchmark", false, EmptySteps.NAME);
    }

    /**
     * A run at rest.
     *
     * @param sequence the document's last event
     */
    record Finished(String documentId, long sequence) {}

    /** Runs a new document to its end: one request that starts it, and one that streams its events until it is at rest. */
    Finished runNew(Request request) throws IOException, InterruptedException {
        return run(URI.create(documents), request, 0);
    }

    /** Runs a document again. */
    Finished runAgain(Finished document, Request request) throws IOException, InterruptedException {
        return run(URI.create(documents + "/" + document.documentId() + "/runs"), request, document.sequence());
    }

    /** The bytes of a document's state. */
    byte[] read(String documentId) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(documents + "/" + documentId)));
    }

    private Finished run(URI target, Request request, long after) throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("request", request.text())
                .set(
                        "options",
                        JSON.createObjectNode()
                                .put("validation", request.checked())
                                .put("insights", request.checked())
                                .put("generator", request.generator()))
                .toString();
        JsonNode accepted = JSON.readTree(send(HttpRequest.newBuilder(target)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))));
        return follow(
                accepted.path("documentId").asText(), accepted.path("runId").asText(), after);
    }

    /** A document that runs again may still be at rest when its stream opens, which then ends at once: it is opened again. */
    private Finished follow(String documentId, String runId, long after) throws IOException, InterruptedException {
        String ofRun = "\"runId\":\"" + runId + "\"";
        long sequence = after;
        for (int stream = 0; stream < STREAMS_MAX; stream++) {
            HttpRequest.Builder events =
                    HttpRequest.newBuilder(URI.create(documents + "/" + documentId + "/events?until=rest"));
            if (sequence > 0) {
                events.header("Last-Event-ID", Long.toString(sequence));
            }
            String frames = new String(send(events), StandardCharsets.UTF_8);
            sequence = Math.max(sequence, lastId(frames));
            if (frames.contains(ofRun) && isOver(frames)) {
                return new Finished(documentId, sequence);
            }
        }
        throw new IOException("run " + runId + " of " + documentId + " did not end");
    }

    private static boolean isOver(String frames) throws IOException {
        if (frames.contains("\"status\":\"failed\"")) {
            throw new IOException("a run failed: " + frames.substring(Math.max(0, frames.length() - 1_000)));
        }
        return frames.contains("\"status\":\"completed\"");
    }

    private static long lastId(String frames) {
        String line = "\n" + frames;
        int last = line.lastIndexOf("\nid: ");
        return last < 0 ? 0 : Long.parseLong(line.substring(last + 5, line.indexOf('\n', last + 5)));
    }

    private byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(request.timeout(ANSWER_TIMEOUT).build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.uri() + " answered " + answer.statusCode());
        }
        return answer.body();
    }
}
