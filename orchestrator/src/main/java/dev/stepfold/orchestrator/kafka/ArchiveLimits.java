package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.EventCompression;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.codec.JsonCodec;

/**
 * How large a log may be to go to the archive. It is one record there, and is restored as one batch; a topic accepts
 * both up to {@link SharedTopics#RECORD_BYTES_MAX}. A larger log stays in its topic.
 */
final class ArchiveLimits {
    /** The most bytes of a log, as JSON. */
    static final int LOG_BYTES_MAX = 8 * 1024 * 1024;

    /** The most bytes of a log, compressed: a quarter of a record's limit is left for what this does not count. */
    static final int LOG_BYTES_COMPRESSED_MAX = SharedTopics.RECORD_BYTES_MAX / 4 * 3;

    private ArchiveLimits() {}

    static boolean allow(ArchivedLog log) {
        byte[] json = JsonCodec.ARCHIVED_LOGS.encode(log);
        return json.length <= LOG_BYTES_MAX && EventCompression.bytes(json) <= LOG_BYTES_COMPRESSED_MAX;
    }
}
