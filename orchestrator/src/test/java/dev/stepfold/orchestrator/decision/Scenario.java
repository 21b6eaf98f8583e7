package dev.stepfold.orchestrator.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.event.TokenUsage;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A document on which decisions are made one after the other: {@code given…}, {@code when…}, and what then happened. */
final class Scenario {
    static final DocumentId DOCUMENT = new DocumentId("doc-1");
    static final Owner OWNER = new Owner("ada");
    static final RunId RUN = new RunId("run-1");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<DocumentEvent> latest = new ArrayList<>();
    private final List<RecordedEvent> log = new ArrayList<>();
    private Document document = Document.empty(DOCUMENT);
    private Instant now = START;
    private int commands;

    static Scenario newDocument() {
        return new Scenario();
    }

    static Scenario runningDocument() {
        return newDocument().when(startRun(RunOptions.DEFAULT));
    }

    /** A document whose run has come to {@code step} without a fault. */
    static Scenario runningAt(StepId step) {
        Scenario scenario = runningDocument();
        for (StepId earlier : StepId.values()) {
            if (earlier.isBefore(step)) {
                scenario.whenStepSucceeds(earlier);
            }
        }
        return scenario;
    }

    static Scenario completedDocument() {
        return runningAt(StepId.SCHEDULE_GENERATION).whenStepSucceeds(StepId.SCHEDULE_GENERATION);
    }

    static Scenario failedAt(StepId step) {
        return runningAt(step).whenStepFails(step, StepError.of(dev.stepfold.schemas.event.ErrorKind.PERMANENT, "no"));
    }

    static Command.StartRun startRun(RunOptions options) {
        return new Command.StartRun(
                DOCUMENT, new CommandId("start-1"), OWNER, START, RUN, "Create a shop", true, null, options);
    }

    static RunOptions withPolicy(int maxAttempts) {
        return new RunOptions(
                true,
                true,
                null,
                new RetryPolicy(maxAttempts, Duration.ofSeconds(1), Duration.ofSeconds(10), 2.0, Duration.ofMinutes(1)),
                null);
    }

    Scenario when(Command command) {
        return when(new Input.CommandReceived(command), 0.5);
    }

    Scenario when(Input input) {
        return when(input, 0.5);
    }

    Scenario when(Input input, double jitter) {
        now = now.plusMillis(10);
        latest.clear();
        if (Decider.decide(document, input, now, jitter) instanceof Decision.Append append) {
            record(append);
        }
        return this;
    }

    /** Lets time pass before the next input. */
    Scenario after(Duration time) {
        now = now.plus(time);
        return this;
    }

    Scenario whenStepSucceeds(StepId step) {
        return whenStepSucceeds(step, resultOf(step));
    }

    Scenario whenStepSucceeds(StepId step, ObjectNode result) {
        return whenStepSucceeds(step, result, null);
    }

    /** A step for which a model read and wrote that much. */
    Scenario whenStepSucceeds(StepId step, TokenUsage tokens) {
        whenAModelIsAsked(step);
        return whenStepSucceeds(step, resultOf(step), tokens);
    }

    private Scenario whenStepSucceeds(StepId step, ObjectNode result, @Nullable TokenUsage tokens) {
        return when(new Input.AttemptSucceeded(
                attempt(step),
                new StepOutput(result, "Summary of " + step, List.of(), "test", tokens),
                Duration.ofMillis(7)));
    }

    Scenario whenStepFails(StepId step, StepError error) {
        if (error.tokens() != null) {
            whenAModelIsAsked(step);
        }
        return when(new Input.AttemptFailed(attempt(step), error));
    }

    Scenario whenAModelIsAsked(StepId step) {
        return when(new Input.AttemptProgressed(attempt(step), "Asking the model gpt", "gpt"));
    }

    Scenario whenCancelled() {
        return when(new Command.Cancel(DOCUMENT, nextCommand(), OWNER, now, null));
    }

    Scenario whenPaused() {
        return when(new Command.Pause(DOCUMENT, nextCommand(), OWNER, now, null));
    }

    Scenario whenResumed() {
        return when(new Command.Resume(DOCUMENT, nextCommand(), OWNER, now, null));
    }

    Scenario whenRetried() {
        return when(new Command.Retry(DOCUMENT, nextCommand(), OWNER, now, null));
    }

    Scenario whenRestartedFrom(StepId step) {
        return when(new Command.Restart(DOCUMENT, nextCommand(), OWNER, now, null, new RunId("run-2"), step, null));
    }

    /** The events of the latest decision, each as {@code type status [step]}. */
    Scenario then(String... expected) {
        assertThat(latest.stream().map(Scenario::name)).containsExactly(expected);
        return this;
    }

    Scenario thenNothing() {
        return then();
    }

    DocumentState state() {
        return document.state();
    }

    Effect effect() {
        return Effect.of(document.state());
    }

    List<DocumentEvent> events() {
        return List.copyOf(latest);
    }

    Instant now() {
        return now;
    }

    AttemptId attempt(StepId step) {
        var attempt = state().stepAttempts().get(step);
        @Nullable RunId runId = state().runId();
        return new AttemptId(runId == null ? RUN : runId, step, attempt == null ? 1 : attempt.attempt());
    }

    /** Forgets the last {@code count} events, as if a crash had come before they were durable. */
    Scenario givenLastEventsLost(int count) {
        log.subList(log.size() - count, log.size()).clear();
        document = Document.empty(DOCUMENT).applyAll(log);
        return this;
    }

    static ObjectNode resultOf(StepId step) {
        ObjectNode result = ContractMapper.mapper().createObjectNode();
        switch (step) {
            case PROMPT_UNDERSTANDING -> result.put("agentName", "Shop").put("description", "Sells things");
            case DECISION_MAKING -> result.putObject("skipped");
            case TECHNICAL_ANALYSIS -> result.put("complexity", "low");
            case DATABASE_GENERATION -> {
                result.putArray("models");
                result.putArray("enums");
                result.put("ddl", "CREATE TABLE product ();");
            }
            case ACTION_GENERATION -> result.putArray("actions");
            case SCHEDULE_GENERATION -> result.putArray("schedules");
        }
        return result;
    }

    private CommandId nextCommand() {
        return new CommandId("command-" + ++commands);
    }

    /** An event that is in the log already. */
    Scenario given(DocumentEvent event) {
        record(new Decision.Append(Objects.requireNonNull(document.state().runId()), List.of(event)));
        return this;
    }

    private void record(Decision.Append decision) {
        for (DocumentEvent event : decision.events()) {
            log.add(new RecordedEvent(
                    DOCUMENT, decision.runId(), document.state().sequence() + 1, now, event));
            document = document.apply(log.getLast());
            latest.add(event);
        }
    }

    private static String name(DocumentEvent event) {
        EventType type = EventType.of(event);
        String name = type.status() == null ? type.type() : type.type() + " " + type.status();
        return switch (event) {
            case AgentStep step -> name + " " + step.step();
            case StepResult result -> name + " " + result.step();
            default -> name;
        };
    }
}
