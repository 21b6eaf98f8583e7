package dev.stepfold.orchestrator.document;

import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.schemas.command.Command;
import io.opentelemetry.api.trace.SpanKind;

/** How the span of a decision is called, by what it answers: few names, which say nothing of the document. */
final class DecisionSpan {
    static final String DOCUMENT = "stepfold.document.id";
    static final String SEQUENCE = "stepfold.sequence";
    static final String EVENTS = "stepfold.events";

    private DecisionSpan() {}

    static String name(Input input) {
        return switch (input) {
            case Input.CommandReceived received -> name(received.command());
            case Input.ArchiveRefused refused -> name(refused.command());
            case Input.Recovered _ -> "decide recovered";
            case Input.NoCommandCame _ -> "decide no-command-came";
            case Input.Settled _ -> "decide settled";
            case Input.AttemptDue _ -> "decide attempt-due";
            case Input.DeadlinePassed _ -> "decide deadline-passed";
            case Input.AttemptProgressed _ -> "decide attempt-progressed";
            case Input.AttemptSucceeded _ -> "decide attempt-succeeded";
            case Input.AttemptFailed _ -> "decide attempt-failed";
        };
    }

    private static String name(Command command) {
        return switch (command) {
            case Command.StartRun _ -> "decide start-run";
            case Command.Cancel _ -> "decide cancel";
            case Command.Pause _ -> "decide pause";
            case Command.Resume _ -> "decide resume";
            case Command.Retry _ -> "decide retry";
            case Command.Restart _ -> "decide restart";
            case Command.Archive _ -> "decide archive";
            case Command.Erase _ -> "decide erase";
        };
    }

    /** A command comes from a topic; everything else from within. */
    static SpanKind kind(Input input) {
        return input instanceof Input.CommandReceived || input instanceof Input.ArchiveRefused
                ? SpanKind.CONSUMER
                : SpanKind.INTERNAL;
    }
}
