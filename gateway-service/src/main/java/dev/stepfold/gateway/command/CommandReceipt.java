package dev.stepfold.gateway.command;

import dev.stepfold.gateway.document.AcceptedCommand;

/**
 * A command that Kafka has accepted, now or when it was first requested.
 *
 * @param accepted the answer to the client
 * @param after a sequence of the document that is before the event that answers the command; -1 for the whole log
 */
public record CommandReceipt(AcceptedCommand accepted, long after) {}
