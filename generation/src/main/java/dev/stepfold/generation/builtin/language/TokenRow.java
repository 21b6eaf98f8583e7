package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.time.TimeWords;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The words of a sentence by their place; there is none before the first and after the last. */
record TokenRow(List<Token> tokens) {
    int size() {
        return tokens.size();
    }

    Token at(int i) {
        return tokens.get(i);
    }

    boolean has(int i) {
        return i >= 0 && i < tokens.size();
    }

    /** Whether a word of one of these kinds stands there. */
    boolean is(int i, Tag first, Tag... others) {
        return has(i) && tokens.get(i).is(first, others);
    }

    boolean isWord(int i, Set<String> words) {
        return has(i) && words.contains(tokens.get(i).lower());
    }

    /** Whether these words stand there, in this order. */
    boolean are(int i, String... words) {
        return IntStream.range(0, words.length).allMatch(k -> isWord(i + k, Set.of(words[k])));
    }

    /** Whether a mark or a word stands there that parts two clauses, or two things of a row. */
    boolean isMark(int i) {
        return is(i, Tag.AND, Tag.OR, Tag.COMMA, Tag.COLON, Tag.OPEN, Tag.CLOSE);
    }

    boolean isTime(int i) {
        return has(i) && TimeWords.isOne(tokens.get(i).lower());
    }

    boolean anyTime(int from, int to) {
        return IntStream.range(from, to).anyMatch(this::isTime);
    }
}
