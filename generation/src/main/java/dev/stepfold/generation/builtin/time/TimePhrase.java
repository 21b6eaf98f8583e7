package dev.stepfold.generation.builtin.time;

import java.util.List;

/**
 * A time in a sentence.
 *
 * @param from its first word
 * @param to the word after its last
 * @param apart other words of the sentence that belong to it: "every day" and "at 5 pm" need not stand together
 * @param unread words of it that were not understood, each of which a note of the time quotes
 */
public record TimePhrase(int from, int to, When when, List<Span> apart, List<String> unread) {
    /**
     * Words of a sentence.
     *
     * @param from the first
     * @param to the word after the last
     */
    public record Span(int from, int to) {}

    public TimePhrase {
        apart = List.copyOf(apart);
        unread = List.copyOf(unread);
    }
}
