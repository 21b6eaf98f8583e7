package dev.stepfold.gateway.command;

import dev.stepfold.gateway.document.AcceptedCommand;

/**
 * A command that Kafka has taken, now or when it was asked for the first time.
 *
 * @param accepted what the client is answered
 * @param after a sequence of the document that is before the event that answers the command; -1 for the whole log
 */
public record CommandReceipt(AcceptedCommand accepted, long after) {}
