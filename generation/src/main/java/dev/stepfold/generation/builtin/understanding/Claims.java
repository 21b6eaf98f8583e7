package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.time.When;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What single sentences say. Things are identified by their words in the singular: "purchase order". */
final class Claims {
    private Claims() {}

    /** "an invoice has a due date"; whether the item is an attribute or another thing is decided later. */
    record Has(String owner, NounPhrase item) {}

    /** "an order can be pending, shipped or delivered". */
    record InStates(String owner, List<String> values) {}

    /**
     * "a task belongs to a project".
     *
     * @param role the second thing's role for the first; null for its own name
     */
    record Belongs(String from, @Nullable String role, String to) {}

    /**
     * "managers approve or reject expenses": what they do leaves the thing in one of several states.
     *
     * @param verbs in their base forms
     */
    record Decided(String thing, List<String> verbs) {}

    /**
     * "visitors can bookmark articles": each time, something is to be remembered of both.
     *
     * @param verb in its base form
     */
    record Records(String subject, String verb, String thing) {}

    /**
     * "email customers a reminder of unpaid invoices every morning".
     *
     * @param verb in its base form
     * @param thing what it is done to or about; null if the sentence leaves it open
     * @param subject which of them: "unpaid"
     * @param recipient who receives it
     * @param when null for on request
     * @param anchor the date that an offset counts from: "the due date"
     * @param event whether an event triggers it
     * @param context the thing that was mentioned last
     */
    record Does(
            String verb,
            @Nullable String thing,
            @Nullable String subject,
            @Nullable String recipient,
            @Nullable When when,
            @Nullable NounPhrase anchor,
            boolean event,
            @Nullable String context) {
        Does at(When time, @Nullable NounPhrase itsAnchor) {
            return new Does(verb, thing, subject, recipient, time, itsAnchor, event, context);
        }
    }
}
