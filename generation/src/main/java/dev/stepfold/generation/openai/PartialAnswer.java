package dev.stepfold.generation.openai;

import dev.stepfold.generation.step.PlainText;
import dev.stepfold.schemas.StepId;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Follows the JSON while the model writes it, so that a person sees what is in it so far. It reads every character once
 * and keeps the last name and two counts, however long the answer is. Text that is not JSON only makes it see less.
 */
final class PartialAnswer {
    private static final int NAME_CHARS_MAX = 60;

    /**
     * How much of a string is kept: a key that begins within the name is then complete, and removed, before the name is
     * cut.
     */
    private static final int STRING_CHARS_MAX = 4_096;

    private static final int HEX_DIGITS = 4;

    /** The lists whose elements are reported, and what one element is called. */
    private static final Map<String, String> LISTS =
            Map.of("entities", "entity", "models", "model", "actions", "action", "schedules", "schedule");

    /** Inside the answer, inside a list, inside an element. */
    private static final int ELEMENT_DEPTH = 3;

    private final String doing;
    private final UnaryOperator<String> scrub;
    private final StringBuilder hex = new StringBuilder();
    private boolean inHex;
    private final StringBuilder string = new StringBuilder();
    private long characters;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private String lastString = "";
    private @Nullable String listed;
    private boolean awaitsName;
    private int count;
    private String countedWhat = "";
    private String name = "";

    /**
     * @param scrub removes the key from a text
     */
    PartialAnswer(StepId step, UnaryOperator<String> scrub) {
        this.scrub = scrub;
        doing = switch (step) {
            case PROMPT_UNDERSTANDING -> "Understanding the request";
            case DECISION_MAKING -> "Deciding what to build";
            case TECHNICAL_ANALYSIS -> "Analysing the technical needs";
            case DATABASE_GENERATION -> "Designing the database";
            case ACTION_GENERATION -> "Designing the actions";
            case SCHEDULE_GENERATION -> "Designing the schedules";
        };
    }

    /** Takes the text written since the last call, and returns one line for a person. */
    String add(String text) {
        text.chars().forEach(character -> read((char) character));
        characters += text.length();
        String length = String.format(Locale.ROOT, "%,d characters so far", characters);
        return count == 0
                ? doing + ": " + length
                : doing + ": " + countedWhat + " " + count + ", " + name + "; " + length;
    }

    private void read(char character) {
        if (inString) {
            readInString(character);
            return;
        }
        switch (character) {
            case '"' -> {
                inString = true;
                string.setLength(0);
            }
            case '{', '[' -> depth++;
            case '}', ']' -> {
                depth--;
                awaitsName = false;
                listed = depth < ELEMENT_DEPTH - 1 ? null : listed;
            }
            case ':' -> readKey();
            case ',' -> awaitsName = false;
            default -> {}
        }
    }

    private void readInString(char character) {
        if (inHex) {
            readHex(character);
        } else if (escaped) {
            escaped = false;
            inHex = character == 'u';
            append("nrtbf".indexOf(character) >= 0 ? ' ' : character);
        } else if (character != '"' && character != '\\') {
            append(character);
        } else if (character == '\\') {
            escaped = true;
        } else {
            inString = false;
            lastString = string.toString();
            readName();
        }
    }

    /** The character that the four digits name replaces the escape's letter. */
    private void readHex(char character) {
        hex.append(character);
        if (hex.length() == HEX_DIGITS) {
            inHex = false;
            int code = HexFormat.isHexDigit(character) ? parsed(hex.toString()) : ' ';
            if (!string.isEmpty() && string.length() < STRING_CHARS_MAX) {
                string.setCharAt(string.length() - 1, (char) code);
            }
            hex.setLength(0);
        }
    }

    private static int parsed(String digits) {
        try {
            return HexFormat.fromHexDigits(digits);
        } catch (NumberFormatException _) {
            return ' ';
        }
    }

    private void append(char character) {
        if (string.length() < STRING_CHARS_MAX) {
            string.append(character);
        }
    }

    private static String shortened(String name) {
        return name.length() <= NAME_CHARS_MAX ? name : name.substring(0, NAME_CHARS_MAX) + "…";
    }

    private void readKey() {
        if (depth == 1) {
            listed = LISTS.get(lastString);
        }
        awaitsName = depth == ELEMENT_DEPTH && listed != null && lastString.equals("name");
    }

    private void readName() {
        String what = listed;
        if (awaitsName && what != null) {
            awaitsName = false;
            count = what.equals(countedWhat) ? count + 1 : 1;
            countedWhat = what;
            name = shortened(PlainText.line(scrub.apply(lastString)));
        }
    }
}
