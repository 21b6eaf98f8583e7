package dev.stepfold.generation.builtin.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names for the parts of an agent, made of words. They have only ASCII letters and digits and are at most
 * {@value #MAX_LENGTH} long, so that they and the names made of them are valid in a database too.
 */
public final class Names {
    static final int MAX_LENGTH = 40;

    private static final Pattern BREAK = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");

    private Names() {}

    /** {@code PurchaseOrder}. It begins with a letter; empty if no word does. */
    public static String pascal(String words) {
        StringBuilder name = new StringBuilder();
        for (String part : parts(words)) {
            if (name.length() + part.length() > MAX_LENGTH && !name.isEmpty()) {
                break;
            }
            if (name.isEmpty() && Character.isDigit(part.charAt(0))) {
                continue;
            }
            name.append(Character.toUpperCase(part.charAt(0))).append(part, 1, Math.min(part.length(), MAX_LENGTH));
        }
        return name.toString();
    }

    /** {@code purchaseOrder}. */
    public static String camel(String words) {
        String pascal = pascal(words);
        return pascal.isEmpty() ? pascal : Character.toLowerCase(pascal.charAt(0)) + pascal.substring(1);
    }

    /** {@code purchase_order}. */
    public static String snake(String words) {
        return String.join("_", parts(words));
    }

    /** "purchase order", of words or of any such name. */
    public static String spoken(String name) {
        return String.join(" ", parts(name));
    }

    /** "Purchase Order". */
    public static String title(List<String> words) {
        List<String> title = new ArrayList<>();
        for (String word : words) {
            boolean small = !title.isEmpty()
                    && List.of("of", "and", "for", "the", "a", "in").contains(word);
            boolean initials = word.length() <= 4 && word.chars().noneMatch(c -> "aeiouy".indexOf(c) >= 0);
            title.add(
                    small
                            ? word
                            : initials
                                    ? word.toUpperCase(Locale.ROOT)
                                    : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return String.join(" ", title);
    }

    /** {@code PurchaseOrders}, of {@code PurchaseOrder}. */
    public static String plural(String name) {
        boolean pascal = !name.isEmpty() && Character.isUpperCase(name.charAt(0));
        String words = Lexicon.english().plural(spoken(name));
        return pascal ? pascal(words) : camel(words);
    }

    /** With its article: "an invoice". */
    public static String withArticle(String words) {
        boolean vowel = !words.isEmpty() && "aeio".indexOf(words.charAt(0)) >= 0;
        return (vowel ? "an " : "a ") + words;
    }

    private static List<String> parts(String words) {
        return BREAK.splitAsStream(words)
                .filter(part -> !part.isEmpty())
                .map(part -> part.toLowerCase(Locale.ROOT))
                .toList();
    }
}
