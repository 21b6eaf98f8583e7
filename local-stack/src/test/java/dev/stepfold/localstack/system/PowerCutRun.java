package dev.stepfold.localstack.system;

import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.StackPorts;
import dev.stepfold.localstack.system.PacedModel.Reply;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.state.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Makes, once, what the cases of power cuts begin from: documents in every phase of a run, in a stack that is then
 * killed. Documents of finished runs come first, one after another, so that a cut through a shared topic meets each in
 * another phase.
 */
final class PowerCutRun {
    /** As many as a finished run has batches, so that one start sees a finished log cut at every boundary. */
    static final int FINISHED = 24;

    static final int IN_EACH_STEP = 4;
    private static final int RESTARTED = 3;
    private static final int PAUSED = 3;
    private static final int OLD = 3;
    private static final int ENDED = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int BAD_REQUEST = 400;

    /** No first run has fewer events than a restart adds to it, nor more than this. */
    private static final long SEQUENCE_OF_A_FIRST_END = 32;

    private PowerCutRun() {}

    /**
     * A document, and what it was doing when the power went.
     *
     * @param phase for example {@code finished}, or the step in flight
     */
    record Doc(String id, String phase, String request) {
        /** Whether its run is one that a person can let go on or repeat. */
        boolean mayGoOn() {
            return !phase.equals("hopeless") && !phase.equals("cancelled");
        }
    }

    /** The stack on the disk, and the documents in it. */
    record Made(StoppedStack files, List<Doc> documents) {}

    /**
     * Makes it.
     *
     * @param stopped whether the stack is stopped once on the way, as by a person, so that its folders also hold what a
     *     clean stop writes: snapshots and checkpoints, which are then older than the logs
     */
    static Made make(Path home, StackPorts ports, boolean stopped) throws InterruptedException, IOException {
        List<Doc> documents = new ArrayList<>();
        if (stopped) {
            try (PacedModel model = PacedModel.start(Duration.ofMillis(2));
                    RunningStack stack = RunningStack.start(home, ports, model.environment())) {
                Client client = new Client(stack.baseUrl());
                IntStream.range(0, OLD).forEach(i -> documents.add(create(client, "old", i)));
                awaitAll(client, documents, RunStatus::isAtRest);
            }
        }
        try (PacedModel model = PacedModel.start((ask, _) ->
                        new Reply(ask.request().contains("hopeless") ? BAD_REQUEST : 200, Duration.ofMillis(2)));
                RunningStack stack = RunningStack.start(home, ports, model.environment())) {
            Client client = new Client(stack.baseUrl());
            List<Doc> restarted = IntStream.range(0, RESTARTED)
                    .mapToObj(i -> create(client, "restarted", i))
                    .toList();
            awaitAll(client, restarted, RunStatus::isAtRest);
            restarted.forEach(doc -> restart(client, doc));
            documents.addAll(restarted);
            for (int i = 0; i < FINISHED; i++) {
                documents.add(create(client, "finished", i));
                if (i % 4 == 3) {
                    awaitAll(client, documents, RunStatus::isAtRest);
                }
            }
            IntStream.range(0, ENDED).forEach(i -> documents.add(create(client, "hopeless", i)));
            awaitAll(client, documents, RunStatus::isAtRest);

            List<Doc> paused = new ArrayList<>();
            List<Doc> cancelled = new ArrayList<>();
            model.hold(StepId.TECHNICAL_ANALYSIS);
            IntStream.range(0, PAUSED).forEach(i -> paused.add(create(client, "paused", i)));
            IntStream.range(0, ENDED).forEach(i -> cancelled.add(create(client, "cancelled", i)));
            awaitHeld(model, StepId.TECHNICAL_ANALYSIS, paused);
            awaitHeld(model, StepId.TECHNICAL_ANALYSIS, cancelled);
            paused.forEach(doc -> client.control(doc.id(), "pause", "{}", Runs.newKey()));
            cancelled.forEach(doc -> client.control(doc.id(), "cancel", "{}", Runs.newKey()));
            awaitAll(client, paused, RunStatus.PAUSED::equals);
            model.release(StepId.TECHNICAL_ANALYSIS);
            awaitAll(client, cancelled, RunStatus::isAtRest);
            documents.addAll(paused);
            documents.addAll(cancelled);
            try (Kafka kafka = new Kafka(stack.bootstrapServers())) {
                kafka.awaitCommandsFinished();
            }

            for (StepId step : List.of(StepId.values()).reversed()) {
                model.hold(step);
                List<Doc> held = IntStream.range(0, IN_EACH_STEP)
                        .mapToObj(i -> create(client, step.wireName(), i))
                        .toList();
                awaitHeld(model, step, held);
                documents.addAll(held);
            }
            awaitFolded(new Client(java.net.URI.create("http://127.0.0.1:" + ports.projection())));
            stack.kill9All();
            model.forget();
        }
        return new Made(new StoppedStack(home), List.copyOf(documents));
    }

    private static Doc create(Client client, String phase, int number) {
        String id = phase + "-" + number;
        String request = "Create a task management system for " + id;
        client.create(
                ContractMapper.mapper().createObjectNode().put("documentId", id).put("request", request),
                Runs.newKey());
        return new Doc(id, phase, request);
    }

    private static void restart(Client client, Doc doc) {
        String body = "{\"step\":\"" + StepId.DATABASE_GENERATION + "\"}";
        client.control(doc.id(), "restart", body, Runs.newKey());
        client.follow(
                doc.id(),
                Long.toString(client.state(doc.id()).sequence() - 1),
                frame -> frame.endsRun() && frame.recorded().sequence() > SEQUENCE_OF_A_FIRST_END);
    }

    private static void awaitAll(Client client, List<Doc> documents, Predicate<RunStatus> status) {
        await().atMost(PATIENCE)
                .until(() -> documents.stream()
                        .allMatch(doc -> status.test(client.state(doc.id()).status())));
    }

    private static void awaitHeld(PacedModel model, StepId step, List<Doc> documents) {
        await().atMost(PATIENCE)
                .until(() -> documents.stream().allMatch(doc -> model.isAsked(step, doc.request(), "")));
    }

    /** Waits until the projection has committed everything. */
    private static void awaitFolded(Client projection) {
        await().atMost(PATIENCE)
                .until(() -> projection
                        .get("/prometheus")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("stepfold_projection_lag_events"))
                        .anyMatch(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))) == 0.0));
    }
}
