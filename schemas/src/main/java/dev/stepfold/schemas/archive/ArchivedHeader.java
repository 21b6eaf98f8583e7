package dev.stepfold.schemas.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A header of a record.
 *
 * @param name its name; several headers may share one
 * @param value its value; null if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ArchivedHeader(String name, @Nullable Verbatim value) {}
