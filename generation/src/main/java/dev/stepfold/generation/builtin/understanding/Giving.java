package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Verbs with two objects: "give articles tags and a cover", "send the members the programme". */
record Giving(Clause clause) {
    private static final Set<String> VERBS =
            Set.of("send", "give", "show", "hand", "offer", "lend", "bring", "serve", "teach", "issue");

    /**
     * Reads the objects of such a verb.
     *
     * @param subject who does it; null if it is an order
     * @return the place to continue from; empty if the verb is none
     */
    OptionalInt read(int i, String verb, @Nullable String subject) {
        OptionalInt described = subject == null ? described(i, verb) : OptionalInt.empty();
        return described.isPresent() ? described : received(i, verb);
    }

    /** "give articles tags and a cover": the first object gets the others. */
    private OptionalInt described(int i, String verb) {
        Optional<String> owner = clause.noun(i + 1).filter(NounPhrase::plural).flatMap(clause.reading()::thing);
        if (!verb.equals("give") || owner.isEmpty() || clause.noun(i + 2).isEmpty()) {
            return OptionalInt.empty();
        }
        NounList list = clause.nouns(i + 2, true);
        clause.reading().mention(owner.get(), Mention.HANDLED);
        list.items().forEach(item -> clause.reading().add(new Claims.Has(owner.get(), item.phrase())));
        return OptionalInt.of(list.to());
    }

    /** "send the members the programme", "send cleaners their shifts": the first object receives the second. */
    private OptionalInt received(int i, String verb) {
        Optional<NounPhrase> somebody =
                clause.noun(i + 1).filter(phrase -> Lexicon.english().isPerson(phrase.head()) && !phrase.possessive());
        int at = isPossessive(i + 2) ? i + 3 : i + 2;
        if (!VERBS.contains(verb) || somebody.isEmpty() || clause.noun(at).isEmpty()) {
            return OptionalInt.empty();
        }
        List<NounList.Item> items = clause.nouns(at, false).items();
        if (items.isEmpty() || Things.isService(items.getFirst().content())) {
            return OptionalInt.empty();
        }
        NounList.Item item = items.getFirst();
        Optional<String> thing = Things.thing(item.content());
        Optional<String> recipient = Things.thing(somebody.get());
        recipient.ifPresent(words -> clause.reading().mention(words, Mention.ACTING));
        if (item.content().plural()) {
            thing.ifPresent(words -> clause.reading().mention(words, Mention.HANDLED));
        }
        clause.claim(verb, thing.orElse(null), Services.subject(item), recipient.orElse(null), null);
        return OptionalInt.of(item.of() == null ? at + 1 : at + 3);
    }

    private boolean isPossessive(int i) {
        return i < clause.chunks().size()
                && clause.chunks().get(i) instanceof Chunk.Pronoun(String _, boolean possessive)
                && possessive;
    }
}
