package dev.stepfold.benchmarks.micro;

import dev.stepfold.generation.builtin.BuiltInGenerator;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.orchestrator.decision.Decider;
import dev.stepfold.orchestrator.decision.Decision;
import dev.stepfold.orchestrator.decision.Document;
import dev.stepfold.orchestrator.decision.Effect;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A whole run of the built-in generator, decided and folded in memory. */
final class DecidedRun {
    static final DocumentId DOCUMENT = new DocumentId("benchmark");

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String REQUEST = "Create a task management system";

    private final BuiltInGenerator generator = new BuiltInGenerator();
    private final List<RecordedEvent> events = new ArrayList<>();
    private final List<Decided> decided = new ArrayList<>();
    private Document document = Document.empty(DOCUMENT);

    /** An input with the document that it met. */
    record Decided(Document document, Input input) {
        Decision decide() {
            return Decider.decide(document, input, NOW, 0);
        }
    }

    private DecidedRun() {}

    /** Runs a document from its command until it is at rest. */
    static DecidedRun ofBuiltInGenerator() throws StepFailure, InterruptedException {
        DecidedRun run = new DecidedRun();
        run.take(new Input.CommandReceived(new Command.StartRun(
                DOCUMENT,
                new CommandId("start"),
                Owner.LOCAL,
                NOW,
                new RunId("run"),
                REQUEST,
                true,
                null,
                RunOptions.DEFAULT)));
        while (Effect.of(run.document.state()) instanceof Effect.RunAttempt attempt) {
            StepOutput output = run.generator
                    .step(attempt.attempt().step())
                    .run(attempt.input(), message -> run.take(new Input.AttemptProgressed(attempt.attempt(), message)));
            run.take(new Input.AttemptSucceeded(attempt.attempt(), output, Duration.ofMillis(1)));
        }
        return run;
    }

    private void take(Input input) {
        Decided one = new Decided(document, input);
        decided.add(one);
        if (one.decide() instanceof Decision.Append append) {
            for (DocumentEvent event : append.events()) {
                RecordedEvent recorded = new RecordedEvent(DOCUMENT, append.runId(), events.size(), NOW, event);
                events.add(recorded);
                document = document.apply(recorded);
            }
        }
    }

    /** All events of the run. */
    List<RecordedEvent> events() {
        return List.copyOf(events);
    }

    /** All inputs of the run. */
    List<Decided> decided() {
        return List.copyOf(decided);
    }

    /** The document at rest. */
    Document document() {
        return document;
    }
}
