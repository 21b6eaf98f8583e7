package dev.stepfold.schemas.event;

import dev.stepfold.schemas.Checks;

/**
 * A suggestion for the owner.
 *
 * @param suggestion what to add or change
 * @param reason why
 */
public record Insight(String suggestion, String reason) {
    public Insight {
        Checks.notBlank("insight.suggestion", suggestion);
        Checks.notBlank("insight.reason", reason);
    }
}
