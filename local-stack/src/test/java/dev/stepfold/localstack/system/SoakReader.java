package dev.stepfold.localstack.system;

import dev.stepfold.localstack.system.SoakTimes.What;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Callable;

/** Somebody who reads documents that rest, and now and then the list. */
final class SoakReader implements Callable<Void> {
    private static final int PAUSE_MS_MAX = 1_000;
    private static final int PERCENT = 100;
    private static final int LISTS = 10;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final SoakScene scene;
    private final Random random;

    SoakReader(SoakScene scene, int number) {
        this.scene = scene;
        this.random = new Random(scene.options().seed() * 41 + number);
    }

    @Override
    public Void call() throws InterruptedException {
        while (!scene.isOver()) {
            scene.pause(Duration.ofMillis(random.nextLong(PAUSE_MS_MAX)));
            if (random.nextInt(PERCENT) < LISTS) {
                read(What.LIST, "/api/documents?limit=50");
            } else {
                SoakDocument document = scene.documents().anyAtRest(random);
                int status = read(What.GET, document.path());
                if (status == NOT_FOUND && !document.isErased()) {
                    scene.fault("404 for " + document.id());
                }
            }
        }
        return null;
    }

    /** Answers the status; 0 where there was no answer. */
    private int read(What what, String path) {
        Instant at = Instant.now();
        try {
            HttpResponse<String> answer = scene.client().get(path);
            if (answer.statusCode() == OK) {
                scene.times().took(what, at, Duration.between(at, Instant.now()));
            } else {
                scene.times().refused("get", answer);
            }
            return answer.statusCode();
        } catch (UncheckedIOException _) {
            scene.times().refused("no answer");
            return 0;
        }
    }
}
