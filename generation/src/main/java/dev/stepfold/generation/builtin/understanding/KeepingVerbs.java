package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import java.util.Optional;
import java.util.Set;

/** Verbs that say what the system is and what it keeps: "build a …", "track …", "… belongs to …". */
record KeepingVerbs(Clause clause) {
    /** The objects of these verbs are created each time. */
    private static final String READING = "reading";

    private static final Set<String> MAKING = Set.of("generate", "produce");
    /** These verbs of managing can happen by themselves. */
    private static final Set<String> RUNNING =
            Set.of("run", "monitor", "collect", "gather", "capture", "control", "watch", "coordinate", "supervise");

    /** "build a CRM". */
    int build(NounList objects, int i, String verb) {
        int to = i;
        for (NounList.Item item : objects.items()) {
            NounPhrase phrase = item.phrase();
            if (Things.isService(phrase)) {
                Tail tail = clause.tail(objects.to());
                clause.claim(
                        Services.verbOf(phrase.head()),
                        Services.about(item, tail),
                        Services.subject(item),
                        tail.recipient(),
                        objects.when());
                to = tail.to();
                continue;
            }
            boolean system = Things.isSystem(phrase) || Lexicon.english().isPlace(phrase.head());
            if (system || objects.items().size() == 1) {
                clause.reading().system(phrase);
            }
            Mention how = system ? Mention.SYSTEM : Mention.MANAGED;
            Optional<String> thing = Things.thing(item.content());
            thing.ifPresent(words -> clause.reading().mention(words, how));
            boolean made =
                    !system && (MAKING.contains(verb) || phrase.determiner().equals("the"));
            if (made && thing.isPresent()) {
                clause.claim(verb, thing.get(), Services.subject(item), null, objects.when());
            }
        }
        return to > i ? to : goOnAt(objects, i);
    }

    /** "track invoices". */
    int manage(NounList objects, int i, String verb) {
        Optional<NounPhrase> whose = forEach(i);
        if (whose.isPresent()) {
            return described(whose.get(), i);
        }
        Optional<String> owner = clause.reading().context();
        if (owner.isPresent() && areQuantities(objects)) {
            measurement(objects, owner.get());
            return objects.to();
        }
        for (NounList.Item item : objects.items()) {
            if (Things.isService(item.content())) {
                continue;
            }
            Optional<String> described = clause.reading().ownerOf(item.phrase());
            if (described.isPresent()) {
                clause.claim(verb, described.get(), item.phrase().head(), null, objects.when());
                continue;
            }
            Measured measured = Measured.in(clause, item);
            if (measured.isOne()) {
                measured.read();
                return measured.end();
            }
            if (item.owned() && owner.isPresent()) {
                clause.reading().add(new Claims.Has(owner.get(), item.phrase()));
                continue;
            }
            Optional<String> thing = Things.thing(item.content());
            thing.ifPresent(words -> {
                clause.reading().mention(words, Mention.MANAGED);
                item.inner().forEach(inner -> clause.reading().add(new Claims.Has(words, inner.phrase())));
                clause.reading().speakOf(words);
            });
            owner = thing.or(clause.reading()::context);
        }
        Optional<String> last = owner;
        boolean recurs =
                objects.to() < clause.chunks().size() && clause.chunks().get(objects.to()) instanceof Chunk.Time;
        if (recurs && RUNNING.contains(verb) && last.isPresent()) {
            clause.claim(verb, last.get(), null, null, objects.when());
        }
        return forWhat(objects, last).orElseGet(() -> goOnAt(objects, i));
    }

    /** "temperature, wind and rain": mass nouns, among them one that is known to be a quantity. */
    private static boolean areQuantities(NounList objects) {
        return objects.items().size() > 1
                && objects.items().stream()
                        .map(NounList.Item::phrase)
                        .allMatch(phrase ->
                                !phrase.plural() && phrase.determiner().isEmpty())
                && objects.items().stream()
                        .anyMatch(
                                item -> AttributeTypes.isAttribute(item.phrase().head()));
    }

    /** "read the sensors and store temperature and wind": what is stored each time is a reading of the thing. */
    private void measurement(NounList objects, String of) {
        clause.reading().mention(READING, Mention.DESCRIBED);
        objects.items().forEach(item -> clause.reading().add(new Claims.Has(READING, item.phrase())));
        clause.belongs(READING, of);
    }

    /** "for each alpaca we store …": whose attributes these are. */
    private Optional<NounPhrase> forEach(int i) {
        boolean somebody = i > 0 && clause.chunks().get(i - 1) instanceof Chunk.Pronoun;
        int at = i > 1 && clause.chunks().get(i - 2) instanceof Chunk.Separator ? i - 3 : i - 2;
        return clause.noun(at)
                .filter(phrase -> somebody && (phrase.distributive() || phrase.plural()))
                .filter(_ -> clause.isPreposition(at - 1, "for") || clause.isPreposition(at - 1, "of"));
    }

    private int described(NounPhrase owner, int i) {
        NounList list = clause.nouns(i + 1, true);
        Things.thing(owner).ifPresent(thing -> {
            clause.reading().mention(thing, Mention.DESCRIBED);
            list.items().forEach(item -> clause.reading().add(new Claims.Has(thing, item.phrase())));
            clause.reading().speakOf(thing);
        });
        return Math.max(list.to(), i + 1);
    }

    /** "manage work orders for machines": what is managed belongs to what it is for. */
    private Optional<Integer> forWhat(NounList objects, Optional<String> part) {
        int at = objects.to() + 1;
        Optional<NounPhrase> phrase = clause.noun(at).filter(NounPhrase::plural);
        if (!clause.isPreposition(objects.to(), "for") || part.isEmpty() || phrase.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> whole = Things.thing(phrase.get());
        whole.ifPresent(words -> {
            clause.reading().mention(words, Mention.MANAGED);
            clause.reading().add(new Claims.Belongs(part.get(), null, words));
        });
        return Optional.of(at);
    }

    /** The last noun of a list may have more to it, such as "with a name and a price". */
    private static int goOnAt(NounList objects, int i) {
        if (objects.items().isEmpty()) {
            return i + 1;
        }
        NounList.Item last = objects.items().getLast();
        boolean plain = last.of() == null && last.inner().isEmpty();
        return plain ? last.index() : objects.to();
    }

    /** "tasks belong to projects". */
    int link(NounList objects, int i) {
        Tail tail = clause.tail(objects.to());
        boolean goesOn = i > 0 && clause.chunks().get(i - 1) instanceof Chunk.Separator;
        Optional<String> from = objects.items().isEmpty()
                ? goesOn ? clause.reading().context() : clause.nounBefore(i).flatMap(Things::thing)
                : Things.thing(objects.items().getFirst().content());
        if (from.isPresent() && tail.recipient() != null) {
            clause.belongs(from.get(), tail.recipient());
        }
        if (objects.items().isEmpty() && tail.recipient() == null && clause.isPreposition(objects.to(), "to")) {
            whole(i).ifPresent(whole -> clause.reading().context().ifPresent(part -> clause.belongs(part, whole)));
        }
        return tail.to();
    }

    /** "a play it belongs to": the relative clause makes the noun before it a thing. */
    private Optional<String> whole(int i) {
        boolean it = i > 0
                && clause.chunks().get(i - 1) instanceof Chunk.Pronoun(String _, boolean possessive)
                && !possessive;
        return it ? clause.noun(i - 2).flatMap(Things::thing) : Optional.empty();
    }
}
