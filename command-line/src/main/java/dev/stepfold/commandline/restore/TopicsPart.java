package dev.stepfold.commandline.restore;

import dev.stepfold.commandline.console.Progress;
import dev.stepfold.commandline.files.BackupFolder;
import dev.stepfold.commandline.files.DocumentEntry;
import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.commandline.files.RecordFile;
import dev.stepfold.commandline.files.Sha256;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import dev.stepfold.commandline.kafka.Stretches;
import dev.stepfold.commandline.kafka.Stretches.Stretch;
import dev.stepfold.commandline.kafka.Workers;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.schemas.DocumentId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/**
 * The documents' topics: each record at its offset, with its key, value, headers and timestamp. What is written is read
 * back and compared.
 */
final class TopicsPart {
    /** A producer keeps a queue for each topic, and looks at all of them at each turn. */
    private static final int TOPICS_PER_PRODUCER = 250;

    private final Cluster cluster;
    private final BackupFolder folder;
    private final TopicLayout layout;
    private final Progress progress;

    TopicsPart(Cluster cluster, BackupFolder folder, TopicLayout layout, Progress progress) {
        this.cluster = cluster;
        this.folder = folder;
        this.layout = layout;
        this.progress = progress;
    }

    void restore(List<DocumentEntry> entries) throws IOException {
        progress.begin("documents", entries.size());
        create(entries);
        Map<TopicPartition, Cluster.End> ends = cluster.ends(entries.stream()
                .map(entry -> cluster.partitionOf(entry.documentId()))
                .toList());
        List<DocumentEntry> begun =
                entries.stream().filter(entry -> offset(ends, entry) > 0).toList();
        // What an interrupted restore has written is gone on with; a topic with anything else is made anew.
        List<DocumentEntry> wrong = differing(begun, ends);
        recreate(wrong);
        wrong.forEach(entry -> ends.put(cluster.partitionOf(entry.documentId()), new Cluster.End(0, -1)));
        for (List<DocumentEntry> part : Workers.parts(entries, TOPICS_PER_PRODUCER)) {
            write(part, ends);
            progress.advance(part.size());
        }
        progress.begin("documents read back", entries.size());
        Map<TopicPartition, Cluster.End> written = new HashMap<>();
        entries.forEach(
                entry -> written.put(cluster.partitionOf(entry.documentId()), new Cluster.End(entry.endOffset(), -1)));
        List<DocumentEntry> different = differing(entries, written);
        if (!different.isEmpty()) {
            throw new CommandFailedException(
                    "The topic of " + different.getFirst().documentId()
                            + " does not hold what was written to it: something else writes to this cluster");
        }
    }

    private long offset(Map<TopicPartition, Cluster.End> ends, DocumentEntry entry) {
        return ends.getOrDefault(cluster.partitionOf(entry.documentId()), new Cluster.End(0, -1))
                .offset();
    }

    private void create(List<DocumentEntry> entries) {
        try (DocumentTopics topics = new DocumentTopics(cluster.admin(), cluster.names(), layout);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> created = new ArrayList<>();
            for (List<DocumentEntry> part : Workers.parts(entries, 2_000)) {
                part.forEach(entry -> created.add(executor.submit(() -> topics.create(entry.documentId()))));
                for (Future<?> one : created) {
                    one.get();
                }
                created.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        } catch (ExecutionException e) {
            throw CommandFailedException.because("A document's topic could not be created", e);
        }
    }

    private void recreate(List<DocumentEntry> entries) {
        for (DocumentEntry entry : entries) {
            DocumentId documentId = entry.documentId();
            try (DocumentTopics topics = new DocumentTopics(cluster.admin(), cluster.names(), layout)) {
                var old = topics.find(documentId);
                if (old.isPresent()) {
                    topics.delete(documentId, old.get());
                }
                topics.create(documentId);
            } catch (LogUnavailableException e) {
                throw CommandFailedException.because("The topic of " + documentId + " could not be made anew", e);
            }
        }
    }

    /** Those whose topic, up to its end, does not hold the records of the backup. */
    private List<DocumentEntry> differing(List<DocumentEntry> entries, Map<TopicPartition, Cluster.End> ends) {
        List<DocumentEntry> different = Collections.synchronizedList(new ArrayList<>());
        Workers.run(
                cluster,
                Workers.parts(entries, Stretches.AT_ONCE),
                (part, consumer) -> different.addAll(differing(part, ends, consumer)));
        return different;
    }

    private List<DocumentEntry> differing(
            List<DocumentEntry> part, Map<TopicPartition, Cluster.End> ends, Consumer<byte[], byte[]> consumer)
            throws IOException {
        Map<TopicPartition, List<String>> there = new HashMap<>();
        List<Stretch> stretches = new ArrayList<>();
        List<DocumentEntry> different = new ArrayList<>();
        for (DocumentEntry entry : part) {
            TopicPartition partition = cluster.partitionOf(entry.documentId());
            if (offset(ends, entry) > entry.endOffset()) {
                different.add(entry);
                continue;
            }
            there.put(partition, new ArrayList<>());
            stretches.add(new Stretch(partition, 0, offset(ends, entry)));
        }
        new Stretches(cluster, consumer).read(stretches, new Stretches.Sink() {
            @Override
            public void take(ConsumerRecord<byte[], byte[]> record) {
                Objects.requireNonNull(there.get(new TopicPartition(record.topic(), record.partition())))
                        .add(Sha256.of(LoggedRecord.of(record).line()));
            }

            @Override
            public void finished(TopicPartition partition) {
                progress.advance(1);
            }
        });
        for (DocumentEntry entry : part) {
            List<String> found = there.get(cluster.partitionOf(entry.documentId()));
            if (found != null && !isBeginning(found, entry, offset(ends, entry))) {
                different.add(entry);
            }
        }
        return different;
    }

    private boolean isBeginning(List<String> found, DocumentEntry entry, long end) throws IOException {
        if (found.size() != end) {
            return false;
        }
        boolean[] same = {true};
        RecordFile.read(folder.resolve(entry.log().file()), entry.log().bytes(), (record, line) -> {
            if (record.offset() < end
                    && !found.get(Math.toIntExact(record.offset())).equals(Sha256.of(line))) {
                same[0] = false;
            }
        });
        return same[0];
    }

    private void write(List<DocumentEntry> part, Map<TopicPartition, Cluster.End> ends) throws IOException {
        Sending sending = new Sending();
        try (Producer<byte[], byte[]> producer = cluster.writer()) {
            for (DocumentEntry entry : part) {
                long from = offset(ends, entry);
                if (from >= entry.endOffset()) {
                    continue;
                }
                entry.log().check(folder.path());
                RecordFile.read(folder.resolve(entry.log().file()), entry.log().bytes(), (record, _) -> {
                    if (record.offset() >= from) {
                        sending.send(
                                producer,
                                record.toRecord(
                                        cluster.names().document(entry.documentId()),
                                        0,
                                        record.timestamp().toEpochMilli()),
                                record.offset());
                    }
                });
            }
            sending.await(producer);
        }
    }
}
