package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.language.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is recorded for each of something: "track the mileage per trip", "track hours per employee and project".
 *
 * @param what the attribute or the thing
 * @param owners for each of which it is recorded; empty if the words do not say that
 * @param to the part of the sentence after it
 */
record Measured(Clause clause, NounPhrase what, List<String> owners, int to) {
    private static final String PER = "per";

    /** Reads the words around an object. */
    static Measured in(Clause clause, NounList.Item item) {
        List<String> owners = new ArrayList<>();
        int per = item.index() + (item.of() == null || clause.isPreposition(item.index() + 1, PER) ? 1 : 3);
        int at = per + 1;
        Optional<NounPhrase> next = clause.isPreposition(per, PER) ? clause.noun(at) : Optional.empty();
        int end = item.index() + 1;
        while (next.isPresent()) {
            Things.thing(next.get()).ifPresent(owners::add);
            end = at + 1;
            at = clause.isSeparator(end, Tag.AND) ? end + 1 : end;
            next = at > end ? clause.noun(at).filter(noun -> !noun.plural()) : Optional.empty();
        }
        return new Measured(clause, item.phrase(), List.copyOf(owners), end);
    }

    boolean isOne() {
        return !owners.isEmpty();
    }

    /** An attribute of one owner is one of its own; anything else is a thing that belongs to its owners. */
    void read() {
        boolean attribute = AttributeTypes.isAttribute(what.head());
        if (attribute && owners.size() == 1) {
            clause.reading().add(new Claims.Has(owners.getFirst(), what));
            clause.reading().mention(owners.getFirst(), Mention.HANDLED);
            clause.reading().speakOf(owners.getFirst());
            return;
        }
        Optional<String> thing = attribute ? Optional.of(what.head() + " entry") : Things.thing(what);
        thing.ifPresent(kept -> {
            clause.reading().mention(kept, Mention.MANAGED);
            if (attribute) {
                clause.reading().add(new Claims.Has(kept, what));
            }
            owners.forEach(owner -> clause.belongs(kept, owner));
            clause.reading().speakOf(kept);
            described().items().forEach(item -> clause.reading().add(new Claims.Has(kept, item.phrase())));
        });
    }

    /** "… per animal with vaccine, batch and date". */
    private NounList described() {
        return clause.isWith(to) ? clause.nouns(to + 1, true) : new NounList(List.of(), null, to);
    }

    /** The part of the sentence after all of it. */
    int end() {
        return Math.max(to, described().to());
    }
}
