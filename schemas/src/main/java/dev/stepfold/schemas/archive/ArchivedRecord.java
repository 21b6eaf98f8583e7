package dev.stepfold.schemas.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of a document's topic, as it was.
 *
 * @param timestamp the record's own timestamp, with millisecond precision
 * @param key the key; null if it has none
 * @param headers in their order
 * @param value the value: an event, or whatever else was written to the topic; null if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ArchivedRecord(
        Instant timestamp,
        @Nullable String key,
        List<ArchivedHeader> headers,
        @Nullable Verbatim value) {
    public ArchivedRecord {
        timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS);
        headers = List.copyOf(headers);
    }
}
