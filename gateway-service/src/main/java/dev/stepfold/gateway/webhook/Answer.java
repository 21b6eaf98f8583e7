package dev.stepfold.gateway.webhook;

import java.time.Duration;
import java.util.Optional;

/**
 * What a server answered.
 *
 * @param status its HTTP status
 * @param retryAfter how long it asks to wait ({@code Retry-After} in seconds), if it does
 */
record Answer(int status, Optional<Duration> retryAfter) {
    private static final int GONE = 410;

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether it wants no further attempt. */
    boolean isGone() {
        return status == GONE;
    }
}
