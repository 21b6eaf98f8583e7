package dev.stepfold.localstack.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.localstack.system.SoakTimes.What;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one document at work: has one that rests run, or a new one in the place of one that is erased; pauses some runs and
 * resumes them, cancels some, retries those that fail. Begins with the next as soon as a run has ended.
 */
final class SoakWorker implements Callable<Void> {
    private static final Duration SILENCE_MAX = Duration.ofMinutes(6);
    /** A step fails once at most in a way that only a person can help. */
    private static final int FAILURES_MAX = 6;

    private static final int PERCENT = 100;
    private static final int NEW = 10;
    private static final int PAUSED = 10;
    private static final int CANCELLED = 5;
    private static final int PAUSE_MS_MIN = 1_000;
    private static final int PAUSE_MS_MAX = 10_000;

    private final SoakScene scene;
    private final SoakKills kills;
    private final int number;
    private final Random random;

    private enum Deed {
        WATCH,
        PAUSE,
        CANCEL
    }

    SoakWorker(SoakScene scene, SoakKills kills, int number) {
        this.scene = scene;
        this.kills = kills;
        this.number = number;
        this.random = new Random(scene.options().seed() * 31 + number);
    }

    @Override
    public Void call() throws InterruptedException {
        // Not all at once.
        scene.pause(Duration.ofMillis(random.nextLong(scene.options().step().toMillis())));
        for (int run = 0; !scene.isOver(); run++) {
            work("Create a task management system for worker " + number + " run " + run);
        }
        return null;
    }

    private void work(String request) throws InterruptedException {
        boolean isNew = random.nextInt(PERCENT) < NEW;
        if (isNew) {
            scene.erase(scene.documents().take(random));
        }
        SoakDocument document =
                isNew ? scene.documents().make() : scene.documents().take(random);
        document.begin();
        Optional<String> runId = isNew
                ? scene.start(What.CREATE, document, "/api/documents", body(request, document.id()))
                : scene.start(What.FURTHER, document, document.path() + "/runs", body(request, null));
        if (runId.isPresent()) {
            follow(document, runId.get(), request);
        }
        document.end();
        scene.documents().putBack(document);
    }

    static String body(String request, @Nullable String documentId) {
        ObjectNode body = ContractMapper.mapper().createObjectNode().put("request", request);
        if (documentId != null) {
            body.put("documentId", documentId);
        }
        return body.toString();
    }

    private void follow(SoakDocument document, String runId, String request) throws InterruptedException {
        Deed deed = deed();
        StepId step = List.of(StepId.values()).get(random.nextInt(StepId.values().length));
        boolean acted = deed == Deed.WATCH;
        Set<StepId> completed = EnumSet.noneOf(StepId.class);
        boolean plain = deed == Deed.WATCH;
        Instant started = Instant.EPOCH;
        int failures = 0;
        while (true) {
            RecordedEvent event = document.nextEvent(SILENCE_MAX);
            if (event == null) {
                scene.fault("no event for " + SILENCE_MAX + ": " + document.id() + " run " + runId);
                return;
            }
            if (!event.runId().value().equals(runId)) {
                continue;
            }
            switch (event.event()) {
                case AgentRun.Started _ -> started = event.timestamp();
                case AgentStep.Complete complete -> completed.add(complete.step());
                case AgentRun.Completed _ -> {
                    if (plain) {
                        note(request, completed, started, event.timestamp());
                    }
                    return;
                }
                case AgentRun.Cancelled _ -> {
                    return;
                }
                case AgentRun.Failed _ -> {
                    plain = false;
                    failures++;
                    if (failures > FAILURES_MAX) {
                        scene.fault("failed again and again: " + document.id() + " run " + runId);
                        return;
                    }
                    scene.control(document, "retry");
                }
                case AgentRun.Paused _ -> {
                    scene.pause(Duration.ofMillis(random.nextLong(PAUSE_MS_MIN, PAUSE_MS_MAX)));
                    scene.control(document, "resume");
                }
                case AgentStep.Processing processing -> {
                    if (!acted && processing.step() == step) {
                        acted = true;
                        scene.control(document, deed == Deed.PAUSE ? "pause" : "cancel");
                    }
                }
                case DocumentEvent _ -> {}
            }
        }
    }

    private Deed deed() {
        int dice = random.nextInt(PERCENT);
        return dice < PAUSED ? Deed.PAUSE : dice < PAUSED + CANCELLED ? Deed.CANCEL : Deed.WATCH;
    }

    /** A run that no failure of the model and no kill met. */
    private void note(String request, Set<StepId> completed, Instant from, Instant to) {
        if (scene.model().answersAll(request, completed) && !kills.anyBetween(from, to)) {
            Duration all = Duration.between(from, to);
            scene.times().took(What.RUN, to, all.minus(scene.model().time(request, completed)));
        }
    }
}
