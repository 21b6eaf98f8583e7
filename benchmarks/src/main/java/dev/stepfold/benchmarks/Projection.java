package dev.stepfold.benchmarks;

import dev.stepfold.schemas.DocumentId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * One projection process, observed from outside.
 *
 * @param port where it listens, on loopback
 * @param http for all requests
 */
record Projection(Process process, int port, HttpClient http) {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;

    /** Whether it reports that it is ready. */
    boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the projection has ended with exit code " + process.exitValue());
        }
        try {
            return get("/health").statusCode() == OK;
        } catch (IOException _) {
            return false;
        }
    }

    /** Whether it answers with the document's state at that sequence. */
    boolean has(DocumentId documentId, long sequence) {
        try {
            HttpResponse<byte[]> answer = get("/documents/" + documentId);
            return answer.statusCode() == OK
                    && answer.headers().firstValue("ETag").orElse("").equals("\"" + sequence + "\"");
        } catch (IOException _) {
            return false;
        }
    }

    /** Reads a document's state that it has; returns how many bytes that were. */
    int read(DocumentId documentId) throws IOException {
        HttpResponse<byte[]> answer = get("/documents/" + documentId);
        if (answer.statusCode() != OK) {
            throw new IOException("status " + answer.statusCode());
        }
        return answer.body().length;
    }

    /** The processor time that it has taken so far. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private HttpResponse<byte[]> get(String path) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(ANSWER_TIMEOUT)
                            .build(),
                    BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
