package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.language.VerbKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attributes before their owner: "note the date, weight and price of each harvest", "runners register with name and club",
 * "lawyers log hours on matters".
 */
record ReverseDescription(Clause clause) {
    private static final Set<VerbKind> KEEPING =
            Set.of(VerbKind.MANAGE, VerbKind.BUILD, VerbKind.CREATE, VerbKind.READ, VerbKind.IGNORE);
    private static final Set<String> LOGGING = Set.of("log", "record", "enter", "book", "track", "report", "note");
    private static final Set<String> ON = Set.of("on", "for", "against");
    private static final Set<String> MEASURED = Set.of("time", "decimal", "integer");
    private static final int FEWEST = 2;

    /**
     * Reads a verb with such objects.
     *
     * @param subject the people who do it; null if there are none
     * @return the place to continue from; empty if it has none
     */
    OptionalInt read(int i, String verb, Set<VerbKind> kinds, @Nullable String subject) {
        NounList objects = clause.nouns(i + 1, false);
        if (objects.items().isEmpty()) {
            return subject == null ? OptionalInt.empty() : ofSubject(i, subject);
        }
        OptionalInt logged = subject == null ? OptionalInt.empty() : logged(objects, verb, subject);
        return logged.isPresent() || kinds.stream().noneMatch(KEEPING::contains) ? logged : ofOwner(objects);
    }

    /** "the date, weight and price of each harvest". */
    private OptionalInt ofOwner(NounList objects) {
        NounList.Item last = objects.items().getLast();
        int preposition = last.index() + 1;
        boolean of = clause.isPreposition(preposition, "of") || clause.isPreposition(preposition, "for");
        boolean per =
                clause.isPreposition(preposition, "per") && objects.items().size() >= FEWEST;
        Optional<NounPhrase> owner = clause.noun(preposition + 1)
                .filter(phrase -> per
                        || phrase.distributive()
                        || (phrase.plural() && objects.items().size() >= FEWEST));
        boolean attributes =
                objects.items().stream().allMatch(item -> item.inner().isEmpty() && isAttribute(item.phrase()))
                        && objects.items().stream()
                                .anyMatch(item ->
                                        AttributeTypes.isAttribute(item.phrase().head()));
        boolean timed =
                preposition + 2 < clause.chunks().size() && clause.chunks().get(preposition + 2) instanceof Chunk.Time;
        if (!(of || per) || owner.isEmpty() || !attributes || timed || Things.isService(owner.get())) {
            return OptionalInt.empty();
        }
        Optional<String> thing = Things.thing(owner.get());
        thing.ifPresent(words -> {
            clause.reading().mention(words, Mention.DESCRIBED);
            objects.items().forEach(item -> clause.reading().add(new Claims.Has(words, item.phrase())));
            clause.reading().speakOf(words);
        });
        return thing.isPresent() ? OptionalInt.of(preposition + 2) : OptionalInt.empty();
    }

    private static boolean isAttribute(NounPhrase phrase) {
        boolean written = AttributeTypes.isAttribute(phrase.nouns().getLast());
        return !Things.isService(phrase) && (!phrase.plural() || written);
    }

    /** "runners register with name, birthday and club". */
    private OptionalInt ofSubject(int i, String subject) {
        List<NounList.Item> items =
                clause.isWith(i + 1) ? clause.nouns(i + 2, true).items() : List.of();
        long attributes = items.stream()
                .filter(item -> AttributeTypes.isAttribute(item.phrase().head()))
                .count();
        if (items.size() < FEWEST || attributes * 2 < items.size()) {
            return OptionalInt.empty();
        }
        clause.reading().mention(subject, Mention.DESCRIBED);
        items.forEach(item -> clause.reading().add(new Claims.Has(subject, item.phrase())));
        return OptionalInt.of(clause.nouns(i + 2, true).to());
    }

    /** "lawyers log hours on matters": each time, so much is kept of both. */
    private OptionalInt logged(NounList objects, String verb, String subject) {
        NounList.Item item = objects.items().getFirst();
        boolean measure = objects.items().size() == 1
                && AttributeTypes.isAttribute(item.phrase().head())
                && AttributeTypes.attribute(item.phrase())
                        .filter(spec -> MEASURED.contains(spec.type()))
                        .isPresent();
        boolean on = ON.stream().anyMatch(word -> clause.isPreposition(objects.to(), word));
        Optional<String> thing = clause.noun(objects.to() + 1).flatMap(Things::thing);
        if (!LOGGING.contains(verb) || !measure || !item.phrase().plural() || !on || thing.isEmpty()) {
            return OptionalInt.empty();
        }
        String entry = item.phrase().head() + " entry";
        clause.reading().mention(entry, Mention.MANAGED);
        clause.reading().add(new Claims.Has(entry, item.phrase()));
        clause.belongs(entry, thing.get());
        clause.belongs(entry, subject);
        clause.claim(verb, entry, null, thing.get(), null);
        return OptionalInt.of(objects.to() + 2);
    }
}
