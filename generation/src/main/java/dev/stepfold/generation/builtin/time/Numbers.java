package dev.stepfold.generation.builtin.time;

import java.util.List;
import java.util.OptionalInt;

/** Numbers and ordinals up to 99 in words: "fourteen", "twenty-one", "twenty first". */
final class Numbers {
    private static final List<String> ONES = List.of(
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen");
    private static final List<String> TENS =
            List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");
    private static final List<String> TENTHS =
            TENS.stream().map(tens -> tens.replaceFirst("y$", "ieth")).toList();
    private static final List<String> ORDINALS = List.of(
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth");

    private Numbers() {}

    /** The number that one word says; a hyphen may join two. */
    static OptionalInt cardinal(String word) {
        return read(word, ONES, TENS);
    }

    /** The place in a row that one word says. */
    static OptionalInt ordinal(String word) {
        OptionalInt whole = below(word, ORDINALS, TENTHS);
        return whole.isPresent() ? whole : joined(word, ORDINALS);
    }

    /** Whether it is "twenty" or its like, which the next word may continue. */
    static boolean isTens(String word) {
        return TENS.contains(word);
    }

    /** Two words as one, if the second continues the first: "twenty-one"; otherwise the first. */
    static String joined(Words words, int i) {
        boolean two = isTens(words.at(i))
                && (read(words.at(i + 1), ONES.subList(0, 9), List.of()).isPresent()
                        || read(words.at(i + 1), ORDINALS.subList(0, 9), List.of())
                                .isPresent());
        return two ? words.at(i) + "-" + words.at(i + 1) : words.at(i);
    }

    private static OptionalInt read(String word, List<String> ones, List<String> tens) {
        OptionalInt whole = below(word, ones, tens);
        return whole.isPresent() ? whole : joined(word, ones);
    }

    private static OptionalInt below(String word, List<String> ones, List<String> tens) {
        int one = ones.indexOf(word);
        int ten = tens.indexOf(word);
        return one >= 0 ? OptionalInt.of(one + 1) : ten >= 0 ? OptionalInt.of(10 * (ten + 2)) : OptionalInt.empty();
    }

    private static OptionalInt joined(String word, List<String> ones) {
        int hyphen = word.indexOf('-');
        int ten = hyphen < 0 ? -1 : TENS.indexOf(word.substring(0, hyphen));
        int one = ten < 0 ? -1 : ones.subList(0, 9).indexOf(word.substring(hyphen + 1));
        return one < 0 ? OptionalInt.empty() : OptionalInt.of(10 * (ten + 2) + one + 1);
    }
}
