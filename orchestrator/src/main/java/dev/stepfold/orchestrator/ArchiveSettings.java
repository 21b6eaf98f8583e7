package dev.stepfold.orchestrator;

import java.time.Duration;

/**
 * When documents go to the archive. The service reads each setting from the environment variable
 * {@code STEPFOLD_ARCHIVE_…} of the same name.
 *
 * @param after how long a document is at rest before it goes to the archive, such as a week; zero: only if a command
 *     requests it
 * @param documentsMax how many documents the archive may hold; each takes some memory in every process that reads the
 *     archive. At the limit, documents stay in their topics
 */
public record ArchiveSettings(Duration after, int documentsMax) {
    /** The values of settings that the environment does not set. */
    public static final ArchiveSettings DEFAULT = new ArchiveSettings(Duration.ofDays(7), 500_000);

    public ArchiveSettings {
        if (after.isNegative() || documentsMax < 0) {
            throw new IllegalArgumentException(
                    "STEPFOLD_ARCHIVE_AFTER and STEPFOLD_ARCHIVE_DOCUMENTS_MAX must not be negative");
        }
    }
}
