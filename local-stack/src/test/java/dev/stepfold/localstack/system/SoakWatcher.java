package dev.stepfold.localstack.system;

import dev.stepfold.localstack.system.SoakDocument.Shown;
import dev.stepfold.localstack.system.SoakTimes.What;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Watches a document for a while, leaves, and comes back with its last event id, a few times; then another document. It
 * leaves by closing its stream, or by reading no more of it and keeping the connection, as a computer does that falls asleep.
 */
final class SoakWatcher implements Callable<Void> {
    private static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":\"([^\"]+)\"");
    private static final Duration COMES_BACK_AFTER = Duration.ofSeconds(1);
    private static final int STAYS_MS_MIN = 2_000;
    private static final int STAYS_MS_MAX = 60_000;
    private static final int AWAY_MS_MAX = 15_000;
    private static final int VISITS_MAX = 5;
    private static final int PERCENT = 100;
    private static final int AT_REST = 20;
    private static final int FROM_THE_FIRST = 20;
    private static final int FALLS_ASLEEP = 30;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final SoakScene scene;
    private final ScheduledExecutorService timer;
    private final Random random;
    private @Nullable InputStream asleep;

    SoakWatcher(SoakScene scene, ScheduledExecutorService timer, int number) {
        this.scene = scene;
        this.timer = timer;
        this.random = new Random(scene.options().seed() * 37 + number);
    }

    @Override
    public Void call() throws InterruptedException {
        scene.pause(away());
        while (!scene.isOver()) {
            SoakDocument document = any();
            View view = new View(document);
            int visits = 1 + random.nextInt(VISITS_MAX);
            for (int visit = 0; visit < visits && !scene.isOver() && !document.isErased(); visit++) {
                visit(view);
                scene.pause(away());
            }
            view.endStretch();
        }
        wake();
        return null;
    }

    private SoakDocument any() {
        Optional<SoakDocument> atWork = random.nextInt(PERCENT) < AT_REST
                ? Optional.empty()
                : scene.documents().anyTaken(random);
        return atWork.orElseGet(() -> scene.documents().anyAtRest(random));
    }

    private Duration away() {
        return Duration.ofMillis(random.nextLong(AWAY_MS_MAX));
    }

    /** A stream that breaks is opened again, until it is time to leave. */
    private void visit(View view) throws InterruptedException {
        Instant until = Instant.now().plusMillis(random.nextLong(STAYS_MS_MIN, STAYS_MS_MAX));
        boolean fallsAsleep = random.nextInt(PERCENT) < FALLS_ASLEEP;
        while (Instant.now().isBefore(until) && !scene.isOver() && !view.document.isErased()) {
            read(view, until, fallsAsleep);
            if (Instant.now().isBefore(until)) {
                scene.pause(COMES_BACK_AFTER);
            }
        }
    }

    private void read(View view, Instant until, boolean fallsAsleep) throws InterruptedException {
        Instant opened = Instant.now();
        try {
            HttpResponse<InputStream> answer = scene.client().open(view.document.id(), view.cursor());
            InputStream body = answer.body();
            if (answer.statusCode() != OK) {
                body.close();
                view.refused(answer.statusCode());
                return;
            }
            Future<?> leaving =
                    timer.schedule(() -> leave(body, fallsAsleep), until(until).toMillis(), TimeUnit.MILLISECONDS);
            try {
                view.read(body, opened, until);
            } finally {
                boolean stays = fallsAsleep && !Instant.now().isBefore(until);
                leaving.cancel(false);
                if (stays) {
                    wake();
                    asleep = body;
                } else {
                    body.close();
                }
            }
        } catch (IOException _) {
            // The gateway has gone, or it was time to leave.
        }
    }

    private static Duration until(Instant time) {
        Duration left = Duration.between(Instant.now(), time);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** One that falls asleep lets the frames come, and reads none of them: it leaves at the next line. */
    private static void leave(InputStream body, boolean fallsAsleep) {
        if (!fallsAsleep) {
            try {
                body.close();
            } catch (IOException _) {
                // It is closed.
            }
        }
    }

    private void wake() {
        if (asleep != null) {
            leave(asleep, false);
            asleep = null;
        }
    }

    /** What one watcher knows of a document. */
    private final class View {
        private final SoakDocument document;
        private @Nullable String start = random.nextInt(PERCENT) < FROM_THE_FIRST ? "-1" : null;
        private boolean began;
        private long from;
        private long last = -1;
        private long digest;

        View(SoakDocument document) {
            this.document = document;
        }

        @Nullable String cursor() {
            return began ? Long.toString(last) : start;
        }

        void refused(int status) {
            if (status == NOT_FOUND && !document.isErased()) {
                scene.fault("404 for a watcher of " + document.id());
            }
            scene.times().refused("stream " + status);
        }

        void read(InputStream body, Instant opened, Instant until) throws IOException {
            FrameParser parser = new FrameParser("");
            BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            String line = lines.readLine();
            while (line != null) {
                parser.line(line).ifPresent(frame -> take(frame, opened));
                if (!Instant.now().isBefore(until) || scene.isOver()) {
                    return;
                }
                line = lines.readLine();
            }
        }

        private void take(Frame frame, Instant opened) {
            switch (frame.event()) {
                case "snapshot" -> beginAt(frame.sequence());
                case "reset" -> {
                    if (!document.isErased()) {
                        scene.fault("reset for a watcher of " + document.id() + ": " + frame.data());
                    }
                    scene.times().refused("stream reset");
                }
                default -> event(frame, opened);
            }
        }

        private void beginAt(long sequence) {
            endStretch();
            began = true;
            from = sequence;
            last = sequence;
            digest = 0;
        }

        private void event(Frame frame, Instant opened) {
            if (!began) {
                beginAt(-1);
            }
            if (frame.sequence() <= last) {
                scene.fault("not in order for a watcher of " + document.id() + ": " + frame.id() + " after " + last);
            }
            last = frame.sequence();
            digest = SoakDocument.digest(digest, frame.data());
            Matcher timestamp = TIMESTAMP.matcher(frame.data());
            if (timestamp.find()) {
                Instant decided = Instant.parse(timestamp.group(1));
                if (decided.isAfter(opened)) {
                    scene.times().took(What.FRAME, decided, Duration.between(decided, Instant.now()));
                }
            }
        }

        void endStretch() {
            if (began && last > from) {
                document.shown(new Shown(from, last, digest));
            }
            began = false;
        }
    }
}
