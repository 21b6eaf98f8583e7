package dev.stepfold.generation.step;

import java.util.regex.Pattern;

/**
 * Makes text from others safe for one line of a message. Its author must not be able to start a new line, move the
 * cursor of a terminal, or reverse the direction in which a message is read (Unicode Technical Report 36, "Trojan
 * Source").
 */
public final class PlainText {
    /** Control characters (NEL among them), white space, and separators of lines and paragraphs. */
    private static final Pattern SPACE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Zs}]+");

    /** Bidirectional controls and byte order marks. */
    private static final Pattern UNSEEN =
            Pattern.compile("[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069\\uFEFF]");

    private PlainText() {}

    /** The text in one line, without invisible characters, and with one space for each run of white space. */
    public static String line(String text) {
        return SPACE.matcher(UNSEEN.matcher(text).replaceAll(""))
                .replaceAll(" ")
                .strip();
    }
}
