package dev.stepfold.orchestrator.document;

import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;

/**
 * A command on its way to its document.
 *
 * @param command the command
 * @param trace the trace that its events belong to
 * @param partition the partition of {@code stepfold.commands} it came from
 * @param offset its offset there
 * @param failures how often the document had to be dropped with this command unfinished
 */
public record Delivery(Command command, Traceparent trace, int partition, long offset, int failures) {
    /** The same delivery after its document had to be dropped once more. */
    public Delivery failedOnceMore() {
        return new Delivery(command, trace, partition, offset, failures + 1);
    }
}
