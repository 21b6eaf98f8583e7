package dev.stepfold.orchestrator.decision;

import dev.stepfold.schemas.state.DocumentState;
import java.time.Instant;

/**
 * Decides what happens next to a document (Chassaing's Decider pattern): from a document, an input, the time and a
 * random number to the events that have now happened. It changes nothing. The events are folded once they are durable,
 * and then the {@link Effect} of the state they lead to is carried out.
 *
 * <p>A decision has up to two parts: what the input itself leads to ({@link CommandDecider} for commands,
 * {@link AttemptDecider} for attempts and their loss), and what then follows automatically ({@link RunAdvance}).
 */
public final class Decider {
    private Decider() {}

    /**
     * The answer to {@code input}.
     *
     * @param now the time that the events carry
     * @param jitter uniformly random in [0, 1), for the wait before another attempt
     */
    public static Decision decide(Document document, Input input, Instant now, double jitter) {
        DocumentState state = document.state();
        return switch (input) {
            case Input.CommandReceived received -> CommandDecider.decide(document, received.command(), now);
            case Input.ArchiveRefused refused ->
                CommandDecider.refuseArchive(document, refused.command(), refused.reason(), now);
            case Input.Recovered _ -> Draft.ofCurrentRun(state, now, AttemptDecider::takeOver);
            case Input.NoCommandCame _ -> Draft.ofCurrentRun(state, now, RunAdvance::cancelWhatWasCancelled);
            case Input.Settled _ -> Draft.ofCurrentRun(state, now, RunAdvance::advance);
            case Input.AttemptDue due -> AttemptDecider.due(state, due, now);
            case Input.DeadlinePassed passed -> AttemptDecider.deadlinePassed(state, passed, now);
            case Input.AttemptProgressed progressed -> AttemptDecider.progressed(state, progressed, now);
            case Input.AttemptSucceeded succeeded -> AttemptDecider.succeeded(state, succeeded, now);
            case Input.AttemptFailed failed -> AttemptDecider.failed(state, failed, now, jitter);
        };
    }
}
