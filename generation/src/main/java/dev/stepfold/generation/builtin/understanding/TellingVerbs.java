package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.time.When;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Telling people: "remind customers of …", "a reminder", "customers get a reminder". */
record TellingVerbs(Clause clause) {
    private static final int LOOK_BACK = 5;

    /** "remind customers of unpaid invoices". */
    int tell(NounList objects, int i, String verb) {
        Tail tail = clause.tail(objects.to());
        When when = objects.when();
        @Nullable String recipient = tail.recipient();
        @Nullable String thing = tail.topic();
        @Nullable String subject = tail.subject();
        String does = verb;
        boolean thingSent = recipient != null && !objects.items().isEmpty();
        for (NounList.Item item : objects.items()) {
            Optional<String> words = Things.thing(item.content());
            if (Things.isService(item.phrase()) || thingSent) {
                does = Things.isService(item.phrase()) && !Services.isMessage(item.phrase())
                        ? Services.verbOf(item.phrase().head())
                        : does;
                thing = thing == null ? Services.about(item, tail) : thing;
                subject = subject == null ? Services.subject(item) : subject;
            } else if (recipient == null && words.isPresent()) {
                recipient = words.get();
                thing = thing == null && item.of() != null
                        ? Things.thing(item.of()).orElse(null)
                        : thing;
            }
        }
        if (recipient != null) {
            clause.reading().mention(recipient, Mention.ACTING);
        }
        clause.claim(does, thing, subject, recipient, when);
        return objects.items().isEmpty() ? Math.max(i + 1, tail.to()) : tail.to();
    }

    /** "customers with unpaid invoices get a reminder". */
    void received(NounList.Item item, int i, @Nullable When when) {
        @Nullable String recipient = null;
        @Nullable String thing = item.of() == null ? null : Things.thing(item.of()).orElse(null);
        @Nullable String subject = null;
        for (int k = i - 1; k >= Math.max(0, i - LOOK_BACK) && recipient == null; k--) {
            if (clause.chunks().get(k) instanceof Chunk.Noun(NounPhrase phrase)) {
                if (Lexicon.english().isPerson(phrase.head())) {
                    recipient = Things.thing(phrase).orElse(null);
                } else if (thing == null) {
                    thing = Things.thing(phrase).orElse(null);
                    subject = Services.adjective(phrase);
                }
            }
        }
        clause.claim(Services.verbOf(item.phrase().head()), thing, subject, recipient, when);
    }

    /** "a reminder", "a report": an action, although it is expressed as a noun. */
    int service(int i) {
        NounList list = clause.nouns(i, false);
        int to = i + 1;
        if (!list.items().isEmpty() && clause.chunks().get(i) instanceof Chunk.Noun(NounPhrase phrase)) {
            NounList.Item first = list.items().getFirst();
            Tail tail = clause.tail(first.of() == null ? i + 1 : i + 3);
            if (tail.recipient() != null) {
                clause.reading().mention(tail.recipient(), Mention.ACTING);
            }
            clause.claim(
                    Services.verbOf(phrase.head()),
                    Services.about(first, tail),
                    Services.subject(first),
                    tail.recipient(),
                    null);
            to = tail.to();
        }
        return to;
    }
}
