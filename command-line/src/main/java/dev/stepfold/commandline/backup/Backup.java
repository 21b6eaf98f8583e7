package dev.stepfold.commandline.backup;

import dev.stepfold.commandline.console.Progress;
import dev.stepfold.commandline.files.BackupFolder;
import dev.stepfold.commandline.files.DocumentEntry;
import dev.stepfold.commandline.files.Forgotten;
import dev.stepfold.commandline.files.Journal;
import dev.stepfold.commandline.files.JournalLine;
import dev.stepfold.commandline.files.Manifest;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Backs up a cluster while it runs. The order makes the parts fit together:
 *
 * <ol>
 *   <li>what the orchestrators have committed: the commands below are finished, their events in the logs;
 *   <li>the documents' logs, from their topics and then from the archive;
 *   <li>the erasures since the last run;
 *   <li>the commands. One whose events are not in the copied log yet is carried out after a restore; one whose events are
 *       is recognised by them.
 * </ol>
 */
public final class Backup {
    /** How many forgotten documents the manifest names. */
    private static final int FORGOTTEN_MAX = 10_000;

    private final Cluster cluster;
    private final BackupFolder folder;
    private final Options options;
    private final Progress progress;
    private final InstantSource clock;

    /**
     * How a run treats erasures.
     *
     * @param copiesKept how long copies of the backup are kept elsewhere; null if that is not known
     * @param forgetMissing whether a document that has no log any more counts as erased without a tombstone
     */
    public record Options(@Nullable Duration copiesKept, boolean forgetMissing) {}

    public Backup(Cluster cluster, BackupFolder folder, Options options, Progress progress, InstantSource clock) {
        this.cluster = cluster;
        this.folder = folder;
        this.options = options;
        this.progress = progress;
        this.clock = clock;
    }

    /** Runs. */
    public Report run() throws IOException {
        String clusterId = clusterId();
        TopicDescription commands = cluster.describe(cluster.names().commands())
                .orElseThrow(() -> new CommandFailedException(
                        "The cluster at " + cluster.kafka().servers() + " has no Stepfold: there is no topic "
                                + cluster.names().commands()));
        Manifest before = manifest(clusterId);
        BackupFolder.Held held = folder.held(before);
        folder.sweep(before, held);
        Report report = new Report();
        try (Journal journal = Journal.open(folder.journal(before.generation()))) {
            Instant begun = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            Map<TopicPartition, OffsetAndMetadata> committed = committed();
            DocumentsPass documents = new DocumentsPass(cluster, folder, held, journal, report, progress);
            Set<DocumentId> there = new HashSet<>(documents.topics());
            there.addAll(documents.archive(there));
            Erasures erasures = Erasures.read(cluster, before, begun, progress);
            forget(held, there, erasures, journal, report);
            finish(before, held, erasures, committed, commands);
        }
        progress.end();
        return report;
    }

    /** The cluster, and the installation on it if that has a prefix of its own: another one has other documents. */
    private String clusterId() {
        KafkaNames names = cluster.names();
        return names.equals(KafkaNames.DEFAULT) ? cluster.id() : cluster.id() + "/" + names.prefix();
    }

    private Manifest manifest(String clusterId) throws IOException {
        Optional<Manifest> found = folder.manifest();
        if (found.isEmpty()) {
            Manifest begun = Manifest.begun(clusterId);
            folder.commit(begun);
            return begun;
        }
        if (!found.get().clusterId().equals(clusterId)) {
            throw new CommandFailedException(folder.path() + " holds the backup of the cluster "
                    + found.get().clusterId() + ", and this is the cluster " + clusterId + "; use another folder");
        }
        return found.get();
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(cluster.answer(
                "The offsets of " + cluster.names().orchestrators() + " could not be read",
                cluster.admin()
                        .listConsumerGroupOffsets(cluster.names().orchestrators())
                        .partitionsToOffsetAndMetadata()));
        committed.values().removeIf(offset -> offset == null);
        return committed;
    }

    private void forget(
            BackupFolder.Held held, Set<DocumentId> there, Erasures erasures, Journal journal, Report report)
            throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<JournalLine> lines = new ArrayList<>();
        List<String> files = new ArrayList<>();
        for (DocumentEntry entry : held.documents().values()) {
            if (there.contains(entry.documentId())) {
                continue;
            }
            Optional<Instant> erasedAt = erasures.of(entry);
            if (erasedAt.isEmpty() && !options.forgetMissing) {
                report.missing(entry.documentId());
                continue;
            }
            Forgotten forgotten = forgotten(entry.documentId(), erasedAt, now);
            report.forgot(forgotten);
            lines.add(JournalLine.of(forgotten));
            files.add(entry.log().file());
        }
        for (DocumentEntry former : held.formers()) {
            Optional<Instant> erasedAt = erasures.of(former);
            if (erasedAt.isPresent() && there.contains(former.documentId())) {
                report.erasedBefore(former.documentId());
                report.forgot(forgotten(former.documentId(), erasedAt, now));
                lines.add(JournalLine.ofDropped(List.of(former.log().file())));
            }
            if (erasedAt.isPresent() || (!there.contains(former.documentId()) && options.forgetMissing)) {
                files.add(former.log().file());
            }
        }
        journal.add(lines);
        lines.forEach(held::apply);
        for (String file : files) {
            Files.deleteIfExists(folder.resolve(file));
        }
    }

    private Forgotten forgotten(DocumentId documentId, Optional<Instant> erasedAt, Instant now) {
        Duration kept = options.copiesKept;
        return new Forgotten(documentId, erasedAt.orElse(null), now, kept == null ? null : now.plus(kept));
    }

    private void finish(
            Manifest before,
            BackupFolder.Held held,
            Erasures erasures,
            Map<TopicPartition, OffsetAndMetadata> committed,
            TopicDescription commands)
            throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        long generation = before.generation() + 1;
        List<Manifest.Commands> copied = new CommandsPass(cluster, folder, erasures).copy(generation, committed, now);
        List<Forgotten> forgotten = new ArrayList<>(before.forgotten());
        forgotten.addAll(held.forgotten());
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                Manifest.VERSION,
                generation,
                before.clusterId(),
                now,
                commands.partitions().size(),
                commands.partitions().getFirst().replicas().size(),
                held.documents().size(),
                folder.writeIndex(generation, held.all()),
                copied,
                erasures.offsets(),
                erasures.all(),
                forgotten.subList(Math.max(0, forgotten.size() - FORGOTTEN_MAX), forgotten.size()));
        folder.commit(manifest);
        folder.sweep(manifest, held);
    }
}
