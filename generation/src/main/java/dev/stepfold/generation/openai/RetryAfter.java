package dev.stepfold.generation.openai;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a server asks to wait (RFC 9110, section 10.2.3): a number of seconds, or the date of the next try. */
final class RetryAfter {
    /** No server makes a run wait longer; the call is then retried earlier than the server asked. */
    static final Duration WAIT_MAX = Duration.ofMinutes(10);

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private RetryAfter() {}

    /**
     * The wait from {@code now}, at least zero and at most {@link #WAIT_MAX}; null if the value is neither form.
     *
     * @param value of the header
     */
    static @Nullable Duration parse(String value, Instant now) {
        String text = value.strip();
        if (SECONDS.matcher(text).matches()) {
            return bounded(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            return bounded(Duration.between(
                    now,
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant()));
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait;
    }
}
