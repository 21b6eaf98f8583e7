package dev.stepfold.localstack.system;

import dev.stepfold.localstack.system.SoakTimes.What;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What everybody in a soak shares: the documents, how they ask for something, how long that took, and what went wrong. */
final class SoakScene {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration ASK_AGAIN = Duration.ofMillis(500);
    private static final int FAULTS_KEPT = 50;
    private static final int ACCEPTED = 202;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final SoakOptions options;
    private final SoakModel model;
    private final Client client;
    private final SoakDocuments documents = new SoakDocuments();
    private final SoakTimes times = new SoakTimes(Instant.now());
    private final CountDownLatch over = new CountDownLatch(1);
    /** Guarded by this. */
    private final List<String> faults = new ArrayList<>();

    SoakScene(SoakOptions options, SoakModel model, Client client) {
        this.options = options;
        this.model = model;
        this.client = client;
    }

    SoakOptions options() {
        return options;
    }

    SoakModel model() {
        return model;
    }

    Client client() {
        return client;
    }

    SoakDocuments documents() {
        return documents;
    }

    SoakTimes times() {
        return times;
    }

    /** From now on nobody begins anything. */
    void end() {
        over.countDown();
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /** Returns earlier where the soak ends. */
    void pause(Duration time) throws InterruptedException {
        var _ = over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized void fault(String what) {
        if (faults.size() < FAULTS_KEPT) {
            faults.add(Instant.now() + " " + what);
        }
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /**
     * Asks under one key until it is accepted.
     *
     * @return the run's id; empty where it never was, which is a fault
     */
    Optional<String> start(What what, SoakDocument document, String path, String body) throws InterruptedException {
        Optional<String> answer = ask(what, path, body, false);
        if (answer.isEmpty()) {
            fault("never accepted: " + path + " " + body);
        }
        answer.ifPresent(
                text -> document.accepted(Client.json(text).get("commandId").asText()));
        return answer.map(text -> Client.json(text).get("runId").asText());
    }

    /** Asks under one key until it is accepted, or refused because the run has gone on. */
    void control(SoakDocument document, String command) throws InterruptedException {
        ask(What.CONTROL, document.path() + "/" + command, "{}", true)
                .ifPresent(text ->
                        document.accepted(Client.json(text).get("commandId").asText()));
    }

    private Optional<String> ask(What what, String path, String body, boolean mayConflict) throws InterruptedException {
        String key = Runs.newKey();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            Instant at = Instant.now();
            try {
                HttpResponse<String> answer = client.post(path, body, key);
                if (answer.statusCode() == ACCEPTED) {
                    times.took(what, at, Duration.between(at, Instant.now()));
                    return Optional.of(answer.body());
                }
                times.refused(what.name().toLowerCase(Locale.ROOT), answer);
                if (mayConflict && answer.statusCode() == CONFLICT) {
                    return Optional.empty();
                }
            } catch (IOException _) {
                times.refused("no answer");
            }
            Thread.sleep(ASK_AGAIN);
        }
        return Optional.empty();
    }

    /** Erases it; it may be gone already, by an answer that was lost. */
    void erase(SoakDocument document) throws InterruptedException {
        document.erase();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            Instant at = Instant.now();
            try {
                int status = client.erase(document.id());
                if (status == ACCEPTED || status == NOT_FOUND) {
                    times.took(What.ERASE, at, Duration.between(at, Instant.now()));
                    documents.erased(document);
                    return;
                }
                times.refused("erase " + status);
            } catch (IOException _) {
                times.refused("no answer");
            }
            Thread.sleep(ASK_AGAIN);
        }
        fault("never erased: " + document.id());
    }
}
