package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.time.When;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the date from which "three days before" counts. */
final class DateFinder {
    private static final Set<String> DATES = Set.of("date", "datetime");
    private static final String UPDATED = "updatedAt";

    private final Drafts drafts;

    DateFinder(Drafts drafts) {
        this.drafts = drafts;
    }

    /**
     * A date of an entity, and how far from it.
     *
     * @param meant whether it is the one that the text names, or the text names none
     */
    record Anchor(EntityDraft entity, String field, When.Offset offset, boolean meant) {
        Anchor(EntityDraft entity, String field, When.Offset offset) {
            this(entity, field, offset, true);
        }

        RecurringNeed.Lead lead() {
            return new RecurringNeed.Lead(offset.amount(), offset.unit(), offset.before(), field);
        }
    }

    /** The date that a blueprint names, provided that the entity has it. */
    Optional<Anchor> existing(String words, When.Offset offset, EntityDraft entity) {
        return dateOf(entity, Names.camel(words))
                .or(() -> anyDateOf(entity))
                .map(field -> new Anchor(entity, field, offset));
    }

    /**
     * The date that a text means. If the text names a date that no entity has, the entity gets it.
     *
     * @param named the words after the time; null if there are none
     */
    Anchor anchor(@Nullable NounPhrase named, When.Offset offset, EntityDraft entity) {
        if (named != null) {
            Optional<Anchor> found = named(named, offset, entity);
            if (found.isPresent()) {
                return found.get();
            }
        }
        if (named == null && !offset.before()) {
            return new Anchor(entity, UPDATED, offset);
        }
        Optional<EntityDraft> other = drafts.all().stream()
                .filter(draft -> !draft.person())
                .filter(draft ->
                        draft.pointsTo(entity.name()) && anyDateOf(draft).isPresent())
                .findFirst();
        EntityDraft with = anyDateOf(entity).isPresent() ? entity : other.orElse(entity);
        return new Anchor(with, anyDateOf(with).orElseGet(() -> give(with, "dueDate")), offset, named == null);
    }

    private Optional<Anchor> named(NounPhrase named, When.Offset offset, EntityDraft entity) {
        Optional<EntityDraft> thing = Things.thing(named).flatMap(drafts::called);
        if (thing.isPresent()) {
            EntityDraft other = thing.get();
            return Optional.of(new Anchor(other, anyDateOf(other).orElseGet(() -> give(other, "startTime")), offset));
        }
        String field = Names.camel(String.join(" ", named.attributeWords()));
        Optional<EntityDraft> owner = dateOf(entity, field).isPresent()
                ? Optional.of(entity)
                : drafts.all().stream()
                        .filter(draft -> dateOf(draft, field).isPresent())
                        .findFirst();
        if (owner.isPresent()) {
            return Optional.of(
                    new Anchor(owner.get(), dateOf(owner.get(), field).orElseThrow(), offset));
        }
        boolean isDate = AttributeTypes.attribute(named)
                .filter(attribute -> DATES.contains(attribute.type()))
                .isPresent();
        return isDate ? Optional.of(new Anchor(entity, give(entity, field), offset)) : Optional.empty();
    }

    private static String give(EntityDraft entity, String field) {
        boolean time = field.toLowerCase(Locale.ROOT).endsWith("time")
                || Set.of("start", "end").contains(field);
        entity.add(new AttributeSpec(field, time ? "datetime" : "date", false, false, null, List.of()));
        return field;
    }

    private static Optional<String> dateOf(EntityDraft entity, String field) {
        return entity.allAttributes().stream()
                .filter(attribute -> DATES.contains(attribute.type()))
                .map(AttributeSpec::name)
                .filter(name -> name.equalsIgnoreCase(field)
                        || name.equalsIgnoreCase(field + "date")
                        || name.toLowerCase(Locale.ROOT).endsWith(field.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** The date that matters most: a deadline or a start, not a date of the past. */
    private static Optional<String> anyDateOf(EntityDraft entity) {
        List<String> dates = entity.allAttributes().stream()
                .filter(attribute -> DATES.contains(attribute.type()))
                .map(AttributeSpec::name)
                .toList();
        return dates.stream()
                .filter(name -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    return lower.contains("due")
                            || lower.contains("start")
                            || lower.contains("expir")
                            || lower.contains("deadline")
                            || lower.contains("next")
                            || lower.contains("end");
                })
                .findFirst()
                .or(() -> dates.stream()
                        .filter(name -> !name.endsWith("edOn") && !name.endsWith("edAt"))
                        .findFirst());
    }
}
