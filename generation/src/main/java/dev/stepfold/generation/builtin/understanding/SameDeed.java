package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Tag;
import dev.stepfold.generation.builtin.language.Token;
import dev.stepfold.generation.builtin.time.TimePhrase;
import dev.stepfold.generation.builtin.time.TimeWords;
import dev.stepfold.schemas.agent.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a sentence says is done, without when: "report orders".
 *
 * @param words its verbs, nouns and adjectives
 */
record SameDeed(List<Token> words) {
    private static final int FEWEST = 2;

    /**
     * The deed of an order.
     *
     * @param times what is not part of it
     */
    static SameDeed of(List<Token> sentence, List<TimePhrase> times) {
        List<Token> words = IntStream.range(0, sentence.size())
                .filter(i -> times.stream().noneMatch(time -> isPart(time, i)))
                .mapToObj(sentence::get)
                .filter(word -> word.is(Tag.VERB, Tag.NOUN, Tag.ADJECTIVE, Tag.NUMBER))
                .filter(word -> !TimeWords.isOne(word.lower()) && !word.lower().equals("time"))
                .toList();
        return new SameDeed(active(words, sentence.stream().anyMatch(word -> word.is(Tag.BE))));
    }

    /** "Patients should be reminded": the verb first. */
    private static List<Token> active(List<Token> words, boolean be) {
        boolean passive = be
                && words.size() >= FEWEST
                && words.getLast().is(Tag.VERB)
                && words.subList(0, words.size() - 1).stream().noneMatch(word -> word.is(Tag.VERB));
        return passive
                ? Stream.concat(Stream.of(words.getLast()), words.subList(0, words.size() - 1).stream())
                        .toList()
                : words;
    }

    private static boolean isPart(TimePhrase time, int i) {
        return (i >= time.from() && i < time.to())
                || time.apart().stream().anyMatch(span -> i >= span.from() && i < span.to());
    }

    /** The model that the only such schedule is about. */
    Optional<String> model(EditTargets targets) {
        List<Schedule> same = among(targets);
        return same.size() == 1 ? targets.subject(same.getFirst()) : Optional.empty();
    }

    /** The schedules whose action is this and may be more: "remind patients" is reminding patients about appointments. */
    List<Schedule> among(EditTargets targets) {
        if (words.isEmpty() || !words.getFirst().is(Tag.VERB)) {
            return List.of();
        }
        List<Schedule> same = targets.schedulesThat(words);
        return words.size() >= FEWEST || same.size() == 1 ? same : List.of();
    }
}
