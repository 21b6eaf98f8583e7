package dev.stepfold.schemas.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stepfold.schemas.StepId;

/**
 * Stands in the place of a part that an event of the state's history does not repeat.
 *
 * @param uri a URI reference (RFC 3986), relative to the document's address with a slash at its end. If it is only a
 *     fragment, it is a JSON Pointer into the same state (RFC 6901, section 6); otherwise the document's history has the
 *     event whole
 */
public record PartReference(@JsonProperty("$ref") String uri) {
    static final PartReference AGENT = new PartReference("#/agent");
    static final PartReference BASE_AGENT = new PartReference("#/baseAgent");

    static PartReference resultOf(StepId step) {
        return new PartReference("#/stepResults/" + step.wireName());
    }

    static PartReference inputOf(StepId step) {
        return new PartReference("#/stepInputs/" + step.wireName());
    }

    /** To an event that the history has whole. */
    static PartReference inHistory(long sequence) {
        return new PartReference("history?from=" + sequence + "&to=" + sequence);
    }
}
