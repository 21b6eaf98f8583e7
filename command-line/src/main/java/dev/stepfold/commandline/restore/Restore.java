package dev.stepfold.commandline.restore;

import dev.stepfold.commandline.console.Progress;
import dev.stepfold.commandline.files.BackupFolder;
import dev.stepfold.commandline.files.DocumentEntry;
import dev.stepfold.commandline.files.Manifest;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Fills an empty cluster from a backup. Each part can be repeated: a restore that was interrupted is gone on with by
 * giving the command again. In this order, so that what is there is whole when the last part is done:
 *
 * <ol>
 *   <li>the topics that all documents share, and the {@link Marker};
 *   <li>the logs of the documents that had a topic, each record at its offset ({@link TopicsPart});
 *   <li>the archived logs ({@link ArchivePart});
 *   <li>{@code stepfold.step-events}, filled from all logs ({@link FeedPart});
 *   <li>the commands, and which of them are finished ({@link CommandsPart}).
 * </ol>
 */
public final class Restore {
    private final Cluster cluster;
    private final BackupFolder folder;
    private final Optional<Short> replicationFactor;
    private final Progress progress;
    private final InstantSource clock;

    /**
     * What was restored.
     *
     * @param topics documents with a topic
     * @param archived archived documents
     * @param events events in the feed
     * @param commands commands, finished ones among them
     */
    public record Result(int topics, int archived, long events, long commands) {}

    /**
     * @param replicationFactor of all topics; empty for that of the backup, or as many brokers as there are if these are
     *     fewer
     */
    public Restore(
            Cluster cluster,
            BackupFolder folder,
            Optional<Short> replicationFactor,
            Progress progress,
            InstantSource clock) {
        this.cluster = cluster;
        this.folder = folder;
        this.replicationFactor = replicationFactor;
        this.progress = progress;
        this.clock = clock;
    }

    /** Restores. */
    public Result run() throws IOException {
        Manifest manifest = folder.manifest()
                .filter(found -> found.completedAt() != null)
                .orElseThrow(() -> new CommandFailedException(
                        "No backup to " + folder.path() + " has finished; run the backup to its end first"));
        BackupFolder.Held held = folder.held(manifest);
        TopicLayout layout = new TopicLayout(manifest.partitions(), replicationFactor(manifest));
        EmptyCluster.requireNoOrchestrators(cluster);
        begin(manifest, layout);

        List<DocumentEntry> inTopics = held.documents().values().stream()
                .filter(entry -> entry.topic() != null)
                .toList();
        List<DocumentEntry> archived = held.documents().values().stream()
                .filter(entry -> entry.topic() == null)
                .toList();
        new TopicsPart(cluster, folder, layout, progress).restore(inTopics);
        new ArchivePart(cluster, folder, progress).restore(archived);
        long events =
                new FeedPart(cluster, folder, progress).fill(held.documents().values());
        long commands = new CommandsPart(cluster, folder, manifest, held, clock, progress).restore();
        new Marker(cluster).delete();
        progress.end();
        return new Result(inTopics.size(), archived.size(), events, commands);
    }

    private short replicationFactor(Manifest manifest) {
        int brokers = cluster.answer(
                        "The brokers could not be listed",
                        cluster.admin().describeCluster().nodes())
                .size();
        return replicationFactor.orElse((short) Math.min(manifest.replicationFactor(), brokers));
    }

    private void begin(Manifest manifest, TopicLayout layout) {
        Marker marker = new Marker(cluster);
        String backup = manifest.clusterId() + "/" + manifest.generation() + "/"
                + (manifest.index() == null ? "" : manifest.index().sha256());
        if (marker.exists()) {
            Optional<String> begun = marker.backup();
            if (begun.isPresent() && !begun.get().equals(backup)) {
                throw new CommandFailedException(
                        "A restore of another backup, or of another state of this one, was begun in "
                                + "this cluster and has not finished: begin again with an empty cluster");
            }
            EmptyCluster.requirePartitions(cluster, manifest);
            if (begun.isEmpty()) {
                EmptyCluster.require(cluster, manifest);
                marker.write(backup, new Sending());
            }
        } else {
            EmptyCluster.require(cluster, manifest);
            marker.create(layout.replicationFactor());
            marker.write(backup, new Sending());
        }
        try {
            SharedTopics.ensure(cluster.admin(), cluster.names(), layout);
        } catch (LogUnavailableException e) {
            throw CommandFailedException.because("The shared topics could not be created", e);
        }
    }
}
