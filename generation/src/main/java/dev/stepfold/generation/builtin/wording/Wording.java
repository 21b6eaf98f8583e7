package dev.stepfold.generation.builtin.wording;

import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.language.VerbKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds simple English for purposes and summaries. */
public final class Wording {
    private static final Map<String, String> TWO_WORDS =
            Map.of("checkin", "check in", "checkout", "check out", "backup", "back up");

    private Wording() {}

    /** "4 entities", "1 entity". */
    public static String count(int number, String singular, String plural) {
        return number + " " + (number == 1 ? singular : plural);
    }

    /** "1 model", "2 models". */
    public static String count(int number, String singular) {
        return count(number, singular, singular + "s");
    }

    /** "approves", "notifies", "checks in". */
    public static String thirdPerson(String verb) {
        String words = TWO_WORDS.getOrDefault(verb, verb);
        int space = words.indexOf(' ');
        String first = space < 0 ? words : words.substring(0, space);
        String rest = space < 0 ? "" : words.substring(space);
        boolean consonantY =
                first.endsWith("y") && first.length() > 1 && "aeiou".indexOf(first.charAt(first.length() - 2)) < 0;
        if (consonantY) {
            return first.substring(0, first.length() - 1) + "ies" + rest;
        }
        boolean sibilant = first.endsWith("s")
                || first.endsWith("sh")
                || first.endsWith("ch")
                || first.endsWith("x")
                || first.endsWith("o");
        return first + (sibilant ? "es" : "s") + rest;
    }

    /** "Reminds customers of unpaid invoices". */
    public static String deed(String verb, String entity, @Nullable String recipient, @Nullable String subject) {
        String things = (subject == null ? "" : subject + " ") + Names.spoken(Names.plural(entity));
        String does = capital(thirdPerson(verb));
        if (recipient == null) {
            return does + (isTelling(verb) ? " people about " : " ") + things;
        }
        String people = Names.spoken(Names.plural(recipient));
        if (isTelling(verb)) {
            return does + " " + people + " about " + things;
        }
        return does + " " + things + (Lexicon.english().isTaking(verb) ? " for " : " to ") + people;
    }

    private static boolean isTelling(String verb) {
        return Lexicon.english().kindsOf(verb).contains(VerbKind.NOTIFY);
    }

    /** With a capital first letter. */
    public static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** "a, b and c". */
    public static String list(List<String> parts) {
        if (parts.size() < 2) {
            return String.join("", parts);
        }
        return String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
    }
}
