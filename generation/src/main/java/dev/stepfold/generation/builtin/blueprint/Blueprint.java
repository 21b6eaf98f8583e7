package dev.stepfold.generation.builtin.blueprint;

import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.LinkSpec;
import dev.stepfold.generation.builtin.time.When;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is usual in a domain.
 *
 * @param domain its name
 * @param title for a person
 * @param anchors words that indicate the domain by themselves, in the singular
 * @param examples typical requests for it; a text belongs to the domain whose examples are nearest to it
 * @param entities the usual ones, the most important first
 * @param actions the usual ones beyond creating, changing and listing
 * @param needs what usually happens by itself
 */
public record Blueprint(
        String domain,
        String title,
        List<String> anchors,
        List<String> examples,
        List<Entity> entities,
        List<Deed> actions,
        List<Need> needs) {
    /** The entity with that name, or with that other word for it, in the singular. */
    public Optional<Entity> entity(String thing) {
        return entities.stream().filter(entity -> entity.isCalled(thing)).findFirst();
    }

    /**
     * An entity.
     *
     * @param name in PascalCase
     * @param names the words for it, in the singular, its own name first
     * @param core whether it is essential to the domain
     * @param part whether it is a part of another entity and not managed by itself
     */
    public record Entity(
            String name,
            List<String> names,
            boolean core,
            boolean person,
            boolean part,
            List<AttributeSpec> attributes,
            List<LinkSpec> links) {
        /** Whether that word names it. */
        public boolean isCalled(String thing) {
            return names.contains(thing);
        }
    }

    /** An action, in the terms of {@link dev.stepfold.generation.builtin.result.Feature}. */
    public record Deed(String verb, String entity, @Nullable String recipient, String purpose) {}

    /**
     * Something that happens by itself.
     *
     * @param subject which of the entities: "overdue"; null for all
     * @param anchor the words after the time, such as "the due date"; empty if there are none
     */
    public record Need(
            String verb,
            String entity,
            @Nullable String recipient,
            @Nullable String subject,
            When when,
            String anchor,
            String purpose) {}
}
