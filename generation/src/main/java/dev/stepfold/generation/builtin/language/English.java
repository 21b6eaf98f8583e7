package dev.stepfold.generation.builtin.language;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads English text. Linear in its length. */
public final class English {
    private English() {}

    /** The sentences of a text as words with their kinds. */
    public static List<List<Token>> sentences(String text) throws InterruptedException {
        List<List<Token>> sentences = new ArrayList<>();
        for (List<Tokenizer.Word> words : Tokenizer.sentences(text)) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading the request");
            }
            sentences.add(Tagger.tag(Lexicon.english(), words));
        }
        return sentences;
    }

    /**
     * The parts of a sentence.
     *
     * @param hasStates which nouns have a list of values: "status"
     */
    public static List<Chunk> chunks(List<Token> sentence, Predicate<String> hasStates) {
        return Chunker.chunk(sentence, hasStates);
    }
}
