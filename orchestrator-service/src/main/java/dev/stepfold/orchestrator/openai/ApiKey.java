package dev.stepfold.orchestrator.openai;

/**
 * The key that the endpoint asks for. It is written into the {@code Authorization} header and nowhere else: its text form
 * hides it, and {@link #scrub} takes it out of what others wrote.
 *
 * @param value visible ASCII characters, at least one
 */
record ApiKey(String value) {
    private static final String HIDDEN = "***";

    /** @throws IllegalArgumentException where no header could carry the key; the message does not show it */
    ApiKey {
        if (value.isEmpty() || !value.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
            throw new IllegalArgumentException("OPENAI_API_KEY must consist of visible ASCII characters");
        }
    }

    /** The text without the key. */
    String scrub(String text) {
        return text.replace(value, HIDDEN);
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
