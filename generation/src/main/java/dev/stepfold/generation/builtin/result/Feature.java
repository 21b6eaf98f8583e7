package dev.stepfold.generation.builtin.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Something that the agent does.
 *
 * @param verb in its base form
 * @param entity what it is done to
 * @param recipient who or what receives it; null for nobody
 * @param subject to which of them: "overdue"; null for any
 * @param purpose one sentence
 * @param event whether an event triggers it
 * @param source where it comes from
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Feature(
        String verb,
        String entity,
        @Nullable String recipient,
        @Nullable String subject,
        String purpose,
        boolean event,
        Origin source) {}
