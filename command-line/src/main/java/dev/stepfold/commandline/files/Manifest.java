package dev.stepfold.commandline.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.schemas.DocumentId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a backup holds, as of its last run that finished. It is replaced in one step.
 *
 * @param format {@value #FORMAT}
 * @param version {@value #VERSION}; a reader refuses another
 * @param generation rises with every run that finishes; 0 before the first has
 * @param clusterId the cluster's id, and behind a slash the prefix of an installation that has one of its own
 * @param completedAt when the run finished; null if none has
 * @param partitions how many partitions commands and events have
 * @param replicationFactor how many replicas the topics have
 * @param documents how many documents there are
 * @param index the documents' entries
 * @param commands the commands of each partition
 * @param feedOffsets up to where each partition of the events was searched for erasures
 * @param erased erasures found in it, of the last 30 days
 * @param forgotten the documents forgotten last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
        String format,
        int version,
        long generation,
        String clusterId,
        @Nullable Instant completedAt,
        int partitions,
        int replicationFactor,
        int documents,
        @Nullable FileSum index,
        List<Commands> commands,
        List<Long> feedOffsets,
        List<Erased> erased,
        List<Forgotten> forgotten) {
    /** What every manifest says. */
    public static final String FORMAT = "stepfold-backup";

    /** The version of the format. */
    public static final int VERSION = 1;

    /**
     * The commands of a partition.
     *
     * @param partition of {@code stepfold.commands}
     * @param records their file; the offsets in it have no gaps
     * @param from the first offset
     * @param to the offset after the last
     * @param committed the offset that the orchestrators had committed; -1 for none
     * @param metadata what they wrote with it: which later commands are finished
     */
    public record Commands(int partition, FileSum records, long from, long to, long committed, String metadata) {}

    /**
     * An erasure.
     *
     * @param documentId the document
     * @param at when
     */
    public record Erased(DocumentId documentId, Instant at) {}

    public Manifest {
        commands = List.copyOf(commands);
        feedOffsets = List.copyOf(feedOffsets);
        erased = List.copyOf(erased);
        forgotten = List.copyOf(forgotten);
    }

    /** Of a backup whose first run has begun. */
    public static Manifest begun(String clusterId) {
        return new Manifest(
                FORMAT, VERSION, 0, clusterId, null, 0, 0, 0, null, List.of(), List.of(), List.of(), List.of());
    }
}
