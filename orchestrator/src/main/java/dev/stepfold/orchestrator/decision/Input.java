package dev.stepfold.orchestrator.decision;

import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.StepError;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that a document's writer has to answer. */
public sealed interface Input {
    /** A command arrived. */
    record CommandReceived(Command command) implements Input {}

    /**
     * A command arrived that the archive refuses.
     *
     * @param reason why, for a person
     */
    record ArchiveRefused(Command.Archive command, String reason) implements Input {}

    /** The document was taken over: no attempt is running, and whatever was interrupted must continue. */
    record Recovered() implements Input {}

    /**
     * The document was found again where no attempt and no wait continues it, and no command has come meanwhile that
     * would: the command that was being carried out is lost.
     */
    record NoCommandCame() implements Input {}

    /** The outcome is now known of a decision for which Kafka did not acknowledge every event. */
    record Settled() implements Input {}

    /** The wait before an attempt is over. */
    record AttemptDue(AttemptId attempt) implements Input {}

    /**
     * The deadline of the run has passed while an attempt is running.
     *
     * @param deadline the deadline that has passed, which may have been moved since
     */
    record DeadlinePassed(AttemptId attempt, Instant deadline) implements Input {}

    /**
     * A running attempt reports progress.
     *
     * @param model the model that it begins to ask; null if it tells of something else
     */
    record AttemptProgressed(
            AttemptId attempt, String message, @Nullable String model) implements Input {
        /** Progress that does not tell of a model. */
        public AttemptProgressed(AttemptId attempt, String message) {
            this(attempt, message, null);
        }
    }

    /**
     * An attempt succeeded.
     *
     * @param duration how long it took
     */
    record AttemptSucceeded(AttemptId attempt, StepOutput output, Duration duration) implements Input {}

    /**
     * An attempt failed, and not as {@link ErrorKind#CANCELLED}: only a command cancels, and the run of a step that is
     * cancelled waits for that command.
     */
    record AttemptFailed(AttemptId attempt, StepError error) implements Input {
        public AttemptFailed {
            if (error.kind() == ErrorKind.CANCELLED) {
                throw new IllegalArgumentException("an attempt cannot fail as cancelled");
            }
        }
    }
}
