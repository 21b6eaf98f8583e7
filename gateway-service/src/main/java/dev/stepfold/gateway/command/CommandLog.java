package dev.stepfold.gateway.command;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;

/** Where commands are written to. */
@FunctionalInterface
public interface CommandLog {
    /**
     * Writes a command and waits until it is durable.
     *
     * @throws ProblemException when the command is larger than Kafka takes
     * @throws LogUnavailableException when Kafka did not say so within a few seconds; the command may be there all the same
     */
    void append(Command command, Traceparent trace) throws LogUnavailableException;
}
