package dev.stepfold.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/**
 * Runs of a peer: one request each, which is answered when the run is complete.
 *
 * @param address with {@code %s} for the run's id
 */
record PostedRuns(HttpClient http, String address) {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final int OK = 200;

    void run() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(address.formatted(UUID.randomUUID())))
                        .timeout(ANSWER_TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != OK || !answer.body().contains("done")) {
            throw new IOException(answer.uri() + " answered " + answer.statusCode() + " " + answer.body());
        }
    }
}
