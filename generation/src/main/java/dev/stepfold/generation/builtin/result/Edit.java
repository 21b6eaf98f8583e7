package dev.stepfold.generation.builtin.result;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.schemas.WireName;
import org.jspecify.annotations.Nullable;

/**
 * A change to something that the agent already has.
 *
 * @param target the model's name; the schedule's name if a schedule changes
 * @param field the model's field; null if the whole model or a schedule is meant
 * @param to the new name, type, cron, time zone or distance from a date ({@code hoursBefore 48}); null if something is removed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Edit(
        Kind kind,
        String target,
        @Nullable String field,
        @Nullable String to) {
    /** What is changed. */
    public enum Kind implements WireName {
        RENAME_MODEL("rename-model"),
        RENAME_FIELD("rename-field"),
        REMOVE_MODEL("remove-model"),
        REMOVE_FIELD("remove-field"),
        RETYPE_FIELD("retype-field"),
        REQUIRE_FIELD("require-field"),
        RELAX_FIELD("relax-field"),
        RELEAD("relead"),
        RESCHEDULE("reschedule"),
        REZONE("rezone"),
        UNSCHEDULE("unschedule");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        @Override
        public String wireName() {
            return wireName;
        }

        @JsonCreator
        public static Kind of(String wireName) {
            return WireName.parse(Kind.class, wireName);
        }
    }

    /** In words: "model Task: dueDate becomes deadline". */
    public String inWords() {
        String what = "model " + target + (field == null ? "" : ": " + field);
        return switch (kind) {
            case RENAME_MODEL, RENAME_FIELD -> what + " becomes " + to;
            case REMOVE_MODEL, REMOVE_FIELD -> what + " goes";
            case RETYPE_FIELD -> what + " becomes of type " + to;
            case REQUIRE_FIELD -> what + " becomes required";
            case RELAX_FIELD -> what + " becomes optional";
            case RELEAD -> "schedule " + target + " acts at " + to;
            case RESCHEDULE -> "schedule " + target + " moves to " + to;
            case REZONE -> "schedule " + target + " moves to the time zone " + to;
            case UNSCHEDULE -> "schedule " + target + " goes";
        };
    }

    /** The new name, type, cron or time zone of a kind that has one. */
    public String requireTo() {
        if (to == null) {
            throw new IllegalStateException(kind + " of " + target + " does not say to what");
        }
        return to;
    }
}
