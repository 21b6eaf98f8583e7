package dev.stepfold.orchestrator;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What goes to the archive, each from the environment variable {@code STEPFOLD_ARCHIVE_…} of the same name.
 *
 * @param after how long a document is at rest before it goes to the archive, such as {@code 7d} or {@code PT1H}; zero for
 *     never, unless a command asks for it
 * @param documentsMax how many documents the archive may hold, each of which takes some memory in every process that reads it; at the
 *     limit, documents stay in their topics
 */
@ConfigurationProperties("stepfold.archive")
public record ArchiveSettings(
        @Bindable(defaultValue = "7d") Duration after,
        @Bindable(defaultValue = "500000") int documentsMax) {
    /** What holds where the environment says nothing. */
    public static final ArchiveSettings DEFAULT = new ArchiveSettings(Duration.ofDays(7), 500_000);

    public ArchiveSettings {
        if (after.isNegative() || documentsMax < 0) {
            throw new IllegalArgumentException(
                    "STEPFOLD_ARCHIVE_AFTER and STEPFOLD_ARCHIVE_DOCUMENTS_MAX must not be negative");
        }
    }
}
