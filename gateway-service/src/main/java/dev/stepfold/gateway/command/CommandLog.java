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
     * @throws ProblemException if the command is larger than Kafka accepts
     * @throws LogUnavailableException if Kafka did not acknowledge the command within a few seconds; it may be durable
     *     nevertheless
     */
    void append(Command command, Traceparent trace) throws LogUnavailableException;
}
