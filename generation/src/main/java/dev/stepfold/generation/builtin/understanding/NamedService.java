package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Tag;
import dev.stepfold.generation.builtin.language.Token;
import dev.stepfold.generation.builtin.time.TimeWords;
import dev.stepfold.schemas.agent.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The service that a sentence names: "the order report".
 *
 * @param at the place of "report"; -1 if it names none
 * @param from the first word of its name, without "the"
 */
record NamedService(List<Token> words, int at, int from) {
    private static final Set<String> KNOWN = Set.of("the", "this", "that", "our", "my");
    private static final Set<String> FURTHER =
            Set.of("also", "too", "another", "additionally", "additional", "second", "again", "add", "extra");
    private static final Set<String> NEGATING = Set.of(
            "not",
            "no",
            "never",
            "don't",
            "doesn't",
            "shouldn't",
            "mustn't",
            "longer",
            "skip",
            "stop",
            "pause",
            "suspend",
            "cancel",
            "disable",
            "except",
            "without",
            "nobody",
            "none",
            "unless");

    /** The first service of a sentence. */
    static NamedService in(List<Token> words) {
        int at = IntStream.range(0, words.size())
                .filter(i -> words.get(i).is(Tag.NOUN)
                        && Lexicon.english().isService(words.get(i).base()))
                .filter(i -> i + 1 == words.size()
                        || !words.get(i + 1).is(Tag.NOUN)
                        || TimeWords.isOne(words.get(i + 1).lower())
                        || Lexicon.english().isHelping(words.get(i + 1).lower()))
                .findFirst()
                .orElse(-1);
        int from = at;
        while (from > 0 && words.get(from - 1).is(Tag.NOUN, Tag.ADJECTIVE)) {
            from--;
        }
        return new NamedService(words, at, from);
    }

    /** What it does: "report". */
    String verb() {
        return Services.verbOf(words.get(at).base());
    }

    /** Its words: "the order report". */
    String text() {
        return words.subList(Math.max(0, from - 1), at + 1).stream()
                .map(Token::text)
                .collect(Collectors.joining(" "));
    }

    /** "reminders: ". */
    boolean isLabel() {
        return at >= 0 && at + 1 < words.size() && words.get(at + 1).is(Tag.COLON);
    }

    /** Whether it is one that is there already: "the report", or "Order report" at the beginning. */
    boolean isDefinite() {
        boolean known =
                at >= 0 && from > 0 && KNOWN.contains(words.get(from - 1).lower());
        boolean wish = at == 0
                && words.getFirst().plural()
                && words.size() > 1
                && words.get(1).is(Tag.MODAL);
        boolean label = at >= 0
                && from + 1 >= at
                && at + 1 < words.size()
                && words.get(at + 1).is(Tag.COLON);
        return known
                || wish
                || (label && at <= 2)
                || (at > from && from == 0 && words.stream().noneMatch(word -> word.is(Tag.VERB)));
    }

    /** Whether nothing describes it: "the report". */
    boolean isAlone() {
        return at >= 0 && at == from;
    }

    /** The only schedule of the agent that does this, if nothing but its time is said of it: "the Monday report". */
    Optional<Schedule> scheduleAtItsTime(EditTargets targets) {
        boolean timed = at >= 0 && words.subList(from, at).stream().allMatch(word -> TimeWords.isOne(word.lower()));
        return isDefinite() && timed
                ? targets.scheduleOf(Services.verbOf(words.get(at).base()))
                : Optional.empty();
    }

    /** The only schedule of the agent that does this, if nothing more is said of it: "the report". */
    Optional<Schedule> schedule(EditTargets targets) {
        return isDefinite() && isAlone()
                ? targets.scheduleOf(Services.verbOf(words.get(at).base()))
                : Optional.empty();
    }

    /** Whether a further run is asked for. */
    boolean isFurther(List<Token> part) {
        return part.stream().anyMatch(word -> FURTHER.contains(word.lower()))
                || IntStream.range(0, part.size() - 1)
                        .anyMatch(i -> part.get(i).lower().equals("as")
                                && part.get(i + 1).lower().equals("well"));
    }

    /** Whether something is not to happen. */
    boolean isNegated(List<Token> part) {
        return part.stream().anyMatch(word -> NEGATING.contains(word.lower()));
    }
}
