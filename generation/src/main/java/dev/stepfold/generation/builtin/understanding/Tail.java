package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows a verb's objects: "to the manager", "about overdue tasks", "by the owner".
 *
 * @param recipient who or what is named by "to" or "for"
 * @param isTo whether it was "to"
 * @param topic the thing that is named by "about" and its like
 * @param subject which of those: "overdue"
 * @param agent who is named by "by"
 * @param to the part of the sentence after it
 */
record Tail(
        @Nullable String recipient,
        boolean isTo,
        @Nullable String topic,
        @Nullable String subject,
        @Nullable String agent,
        int to) {
    private static final Set<String> TOPICS = Set.of("about", "of", "regarding", "on", "for");

    static Tail read(Reading reading, List<Chunk> chunks, int from) {
        Tail tail = new Tail(null, false, null, null, null, from);
        int i = from;
        while (i + 1 < chunks.size() && chunks.get(i) instanceof Chunk.Preposition(String word)) {
            int at = chunks.get(i + 1) instanceof Chunk.Pronoun ? i + 2 : i + 1;
            if (at >= chunks.size() || !(chunks.get(at) instanceof Chunk.Noun(NounPhrase phrase))) {
                break;
            }
            Tail longer = tail.with(word, phrase, at + 1);
            if (longer.to == tail.to) {
                break;
            }
            tail = longer;
            if (TOPICS.contains(word)) {
                Things.thing(phrase).ifPresent(thing -> reading.mention(thing, Mention.ACTING));
            }
            i = tail.to;
        }
        return tail;
    }

    private Tail with(String preposition, NounPhrase phrase, int end) {
        @Nullable String thing = Things.thing(phrase).orElse(null);
        boolean person = Lexicon.english().isPerson(phrase.head());
        if (preposition.equals("to") || (preposition.equals("for") && person)) {
            return new Tail(thing, preposition.equals("to"), topic, subject, agent, end);
        }
        if (preposition.equals("by")) {
            return new Tail(recipient, isTo, topic, subject, thing, end);
        }
        return TOPICS.contains(preposition)
                ? new Tail(recipient, isTo, thing, Services.adjective(phrase), agent, end)
                : this;
    }
}
