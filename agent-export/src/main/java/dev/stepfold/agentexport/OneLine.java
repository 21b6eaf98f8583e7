package dev.stepfold.agentexport;

import java.util.regex.Pattern;

/** A person's words as one line, for comments that end with their line. */
final class OneLine {
    /** Blanks, line ends and other controls of any script, and the marks that let text be shown in another order than it is in. */
    private static final Pattern BREAKS =
            Pattern.compile("[\\s\\p{Cc}\\p{Zs}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]+");

    private OneLine() {}

    /** The same words with one space between them. */
    static String of(String text) {
        return BREAKS.matcher(text).replaceAll(" ").strip();
    }
}
