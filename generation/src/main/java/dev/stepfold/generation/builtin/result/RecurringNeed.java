package dev.stepfold.generation.builtin.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.generation.builtin.time.When;
import org.jspecify.annotations.Nullable;

/**
 * Something that the agent does repeatedly by itself.
 *
 * @param verb in its base form
 * @param entity what it is about
 * @param recipient who receives it; null for nobody
 * @param subject which of them: "overdue"; null for all
 * @param purpose one sentence
 * @param when the words that say when
 * @param cron five fields in Unix order, {@code L} for the last day of a month
 * @param timeZone IANA name
 * @param lead how long before or after a date of the entity; null if the clock alone decides
 * @param source where it comes from
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecurringNeed(
        String verb,
        String entity,
        @Nullable String recipient,
        @Nullable String subject,
        String purpose,
        String when,
        String cron,
        String timeZone,
        @Nullable Lead lead,
        Origin source) {
    /**
     * A distance from a date.
     *
     * @param field the date's attribute, in camelCase
     */
    public record Lead(int amount, When.Unit unit, boolean before, String field) {
        /** The name of the input that sets it: {@code daysBefore}. */
        public String property() {
            return unit.wireName() + "s" + (before ? "Before" : "After");
        }
    }
}
