package dev.stepfold.localstack.supervisor;

import java.util.regex.Pattern;

/**
 * The name of a supervised process, in the console and in the names of its pid and log files.
 *
 * @param value lower-case letters, digits and hyphens, at most 24
 */
public record ProcessName(String value) {
    private static final Pattern ALLOWED = Pattern.compile("[a-z][a-z0-9-]{0,23}");

    public ProcessName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("a process name must match " + ALLOWED + ", not " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
