package dev.stepfold.generation.builtin.language;

/**
 * One word or mark.
 *
 * @param text as written
 * @param lower in lower case, without a possessive ending
 * @param base a noun's singular, a verb's base form, otherwise {@code lower}
 * @param possessive whether it ended in 's
 */
public record Token(String text, String lower, String base, Tag tag, boolean possessive) {
    /** Whether it is of one of these kinds. */
    public boolean is(Tag first, Tag... others) {
        if (tag == first) {
            return true;
        }
        for (Tag other : others) {
            if (tag == other) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is a noun in the plural. */
    public boolean plural() {
        return tag == Tag.NOUN && !lower.equals(base);
    }

    /** The same word as another kind. */
    Token as(Tag other, String itsBase) {
        return new Token(text, lower, itsBase, other, possessive);
    }
}
