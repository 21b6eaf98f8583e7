package dev.stepfold.commandline.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.schemas.DocumentId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An erased document that the backup held, and forgot.
 *
 * @param documentId the document
 * @param erasedAt when it was erased; null if no tombstone says so, and a person did
 * @param forgottenAt when the backup forgot it: copies of the backup that were made before hold it
 * @param copiesGoneAt when the last of these copies is gone, if it is known how long copies are kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Forgotten(
        DocumentId documentId,
        @Nullable Instant erasedAt,
        Instant forgottenAt,
        @Nullable Instant copiesGoneAt) {}
