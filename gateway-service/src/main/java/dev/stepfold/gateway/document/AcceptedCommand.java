package dev.stepfold.gateway.document;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import org.jspecify.annotations.Nullable;

/**
 * A command that Kafka has accepted.
 *
 * @param documentId the document it concerns
 * @param runId the run it concerns or starts; null if the document has no run yet
 * @param commandId the command
 * @param owner the owner of the document
 */
public record AcceptedCommand(
        DocumentId documentId, @Nullable RunId runId, CommandId commandId, Owner owner) {}
