package dev.stepfold.schemas.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.stepfold.schemas.WireName;

/** Why an attempt of a step failed, as far as that decides what happens next. */
public enum ErrorKind implements WireName {
    /** May not occur the next time: a broken connection, an overloaded server. */
    TRANSIENT("transient", true),
    /** The server asks the client to wait. */
    RATE_LIMITED("rate-limited", true),
    /** The answer was not as requested; another answer may be. */
    INVALID_OUTPUT("invalid-output", true),
    /** No further attempt can help: a wrong key, a refused request, a defect. */
    PERMANENT("permanent", false),
    /** The attempt exceeded its time limit. */
    TIMEOUT("timeout", true),
    /** The tokens that the run may use are used up. */
    BUDGET_EXHAUSTED("budget-exhausted", false),
    /** A person ended the run. */
    CANCELLED("cancelled", false);

    private final String wireName;
    private final boolean retryable;

    ErrorKind(String wireName, boolean retryable) {
        this.wireName = wireName;
        this.retryable = retryable;
    }

    /** Whether another attempt can help. */
    public boolean isRetryable() {
        return retryable;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @JsonCreator
    public static ErrorKind of(String wireName) {
        return WireName.parse(ErrorKind.class, wireName);
    }
}
