package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.time.TimePhrase;
import dev.stepfold.generation.builtin.time.TimeReader;
import java.util.ArrayList;
import java.util.List;

/** Reads English text. Linear in its length. */
public final class English {
    private English() {}

    /** The sentences of a text as words with their kinds. One that only excludes days belongs to the one before it. */
    public static List<List<Token>> sentences(String text) throws InterruptedException {
        List<List<Token>> sentences = new ArrayList<>();
        for (List<Tokenizer.Word> words : Tokenizer.sentences(text)) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading the request");
            }
            sentences.add(Tagger.tag(Lexicon.english(), words));
        }
        return Exclusions.join(sentences);
    }

    /** Whether a sentence says that something does not happen at one of its times: "Don't report on Sundays". */
    public static boolean excludes(List<Token> sentence, TimePhrase time) {
        return Exclusions.excludes(sentence, time);
    }

    /** Whether a sentence says that others than the agent keep one of its times: "Members may cancel until noon". */
    public static boolean isOfOthers(List<Token> sentence, TimePhrase time) {
        return new OthersTimes(sentence).keep(time);
    }

    /** The times of a sentence, and its words about time that are none. */
    public static TimeReader.Times times(List<Token> sentence) {
        return TimeReader.read(sentence.stream().map(Token::text).toList(), new DeedWords(sentence));
    }

    /**
     * The parts of a sentence.
     *
     * @param times its times
     * @param attributes which nouns name attributes
     */
    public static List<Chunk> chunks(List<Token> sentence, List<TimePhrase> times, AttributeNouns attributes) {
        return Chunker.chunk(sentence, times, attributes);
    }
}
