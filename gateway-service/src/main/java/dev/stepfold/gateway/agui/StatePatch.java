package dev.stepfold.gateway.agui;

import com.fasterxml.jackson.databind.JsonNode;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import java.util.EnumSet;

/** The difference of two states as a JSON Patch (RFC 6902). */
final class StatePatch {
    /** Clients refuse a value in {@code remove}; a move or copy would save little. */
    private static final EnumSet<DiffFlags> PLAIN =
            EnumSet.of(DiffFlags.OMIT_VALUE_ON_REMOVE, DiffFlags.OMIT_MOVE_OPERATION, DiffFlags.OMIT_COPY_OPERATION);

    private StatePatch() {}

    /** An array of operations that turn {@code before} into {@code after}; empty if they are equal. */
    static JsonNode between(JsonNode before, JsonNode after) {
        return JsonDiff.asJson(before, after, PLAIN);
    }
}
