package dev.stepfold.commandline.backup;

import dev.stepfold.commandline.console.Progress;
import dev.stepfold.commandline.files.BackupFolder;
import dev.stepfold.commandline.files.DocumentEntry;
import dev.stepfold.commandline.files.DocumentEntry.ArchiveCopy;
import dev.stepfold.commandline.files.DocumentEntry.TopicCopy;
import dev.stepfold.commandline.files.Journal;
import dev.stepfold.commandline.files.JournalLine;
import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.commandline.kafka.ArchivePlaces;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.Stretches;
import dev.stepfold.commandline.kafka.Stretches.Stretch;
import dev.stepfold.commandline.kafka.Workers;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.archive.ArchivePlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Copies the logs of documents: those with a topic some hundred at a time, then those of the archive. Whatever is done
 * is journalled, some hundred documents at a time.
 */
final class DocumentsPass {
    private final Cluster cluster;
    private final BackupFolder folder;
    private final BackupFolder.Held held;
    private final Journal journal;
    private final Report report;
    private final Progress progress;

    /** A document's log to be read. */
    private record Work(
            DocumentId documentId,
            TopicCopy topic,
            long end,
            @Nullable DocumentEntry before,
            boolean whole) {
        Stretch stretch(TopicPartition partition) {
            long from = whole || before == null ? 0 : before.endOffset() - 1;
            return new Stretch(partition, from, end);
        }
    }

    DocumentsPass(
            Cluster cluster,
            BackupFolder folder,
            BackupFolder.Held held,
            Journal journal,
            Report report,
            Progress progress) {
        this.cluster = cluster;
        this.folder = folder;
        this.held = held;
        this.journal = journal;
        this.report = report;
        this.progress = progress;
    }

    /**
     * Copies the documents that have a topic.
     *
     * @return the documents whose topic has records
     */
    Set<DocumentId> topics() {
        Map<DocumentId, Uuid> topics = cluster.documentTopics();
        Map<TopicPartition, Cluster.End> ends =
                cluster.ends(topics.keySet().stream().map(cluster::partitionOf).toList());
        Set<DocumentId> found = new HashSet<>();
        List<Work> works = new ArrayList<>();
        topics.forEach((id, topicId) -> {
            Cluster.@Nullable End end = ends.get(cluster.partitionOf(id));
            if (end != null && end.offset() > 0) {
                found.add(id);
                work(id, new TopicCopy(topicId.toString(), end.leaderEpoch()), end.offset(), works);
            }
        });
        report.unchanged(found.size() - works.size());
        progress.begin("documents", found.size());
        progress.advance(found.size() - works.size());
        List<Work> again = copy(works);
        copy(again.stream()
                .map(work -> new Work(work.documentId, work.topic, work.end, work.before, true))
                .toList());
        return found;
    }

    private void work(DocumentId id, TopicCopy topic, long end, List<Work> works) {
        @Nullable DocumentEntry before = held.documents().get(id);
        if (before == null) {
            works.add(new Work(id, topic, end, null, true));
            return;
        }
        boolean sameTopic = before.topic() != null && before.topic().id().equals(topic.id());
        if (sameTopic && before.endOffset() == end && topic.equals(before.topic())) {
            return;
        }
        works.add(new Work(id, topic, end, before, !sameTopic || end < before.endOffset()));
    }

    private List<Work> copy(List<Work> works) {
        List<Work> again = new ArrayList<>();
        Workers.run(cluster, Workers.parts(works, Stretches.AT_ONCE), (part, consumer) -> {
            List<Work> unread = copy(part, consumer);
            synchronized (again) {
                again.addAll(unread);
            }
        });
        return again;
    }

    /** Copies some documents, and returns those that have to be read from their start. */
    private List<Work> copy(List<Work> part, Consumer<byte[], byte[]> consumer) throws IOException {
        Map<TopicPartition, Work> works = new HashMap<>();
        Map<TopicPartition, DocumentCopy> copies = new HashMap<>();
        List<Stretch> stretches = new ArrayList<>();
        for (Work work : part) {
            Stretch stretch = work.stretch(cluster.partitionOf(work.documentId()));
            works.put(stretch.partition(), work);
            DocumentCopy copy = work.whole || work.before == null
                    ? DocumentCopy.whole(folder, work.documentId, work.before)
                    : DocumentCopy.tail(folder, work.before);
            copies.put(stretch.partition(), copy);
            stretches.add(stretch);
        }
        AtomicLong records = new AtomicLong();
        List<DocumentCopy.Outcome> outcomes = new ArrayList<>();
        List<Work> again = new ArrayList<>();
        new Stretches(cluster, consumer).read(stretches, new Stretches.Sink() {
            @Override
            public void take(ConsumerRecord<byte[], byte[]> record) {
                records.incrementAndGet();
                try {
                    Objects.requireNonNull(copies.get(new TopicPartition(record.topic(), record.partition())))
                            .take(LoggedRecord.of(record));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void finished(TopicPartition partition) {
                Work work = Objects.requireNonNull(works.get(partition));
                try {
                    DocumentCopy.@Nullable Outcome outcome =
                            Objects.requireNonNull(copies.get(partition)).finish(work.topic, null);
                    if (outcome instanceof DocumentCopy.Outcome.ReadWhole) {
                        again.add(work);
                    } else if (outcome != null) {
                        outcomes.add(outcome);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        commit(outcomes, records.get());
        return again;
    }

    /**
     * Copies the archived logs of documents that have no topic.
     *
     * @return the documents that are archived
     */
    Set<DocumentId> archive(Set<DocumentId> withTopic) {
        try (Consumer<byte[], byte[]> consumer = cluster.reader()) {
            Map<DocumentId, ArchivePlace> places = ArchivePlaces.read(cluster, consumer);
            Map<DocumentId, ArchivePlace> wanted = new HashMap<>();
            places.forEach((id, place) -> {
                if (!withTopic.contains(id) && !isHeld(place)) {
                    wanted.put(id, place);
                }
            });
            int archived = (int) places.keySet().stream()
                    .filter(id -> !withTopic.contains(id))
                    .count();
            report.unchanged(archived - wanted.size());
            progress.begin("archived documents", archived);
            progress.advance(archived - wanted.size());
            List<DocumentCopy.Outcome> outcomes = new ArrayList<>();
            ArchivePlaces.logs(cluster, consumer, wanted, (place, log) -> {
                try {
                    DocumentCopy copy = DocumentCopy.whole(
                            folder, place.documentId(), held.documents().get(place.documentId()));
                    for (LoggedRecord record : (Iterable<LoggedRecord>) LoggedRecord.of(log)::iterator) {
                        copy.take(record);
                    }
                    DocumentCopy.@Nullable Outcome outcome =
                            copy.finish(null, new ArchiveCopy(place.partition(), place.offset(), log.archivedAt()));
                    if (outcome != null) {
                        outcomes.add(outcome);
                    }
                    if (outcomes.size() >= Stretches.AT_ONCE) {
                        commit(outcomes, 0);
                        outcomes.clear();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            commit(outcomes, wanted.size());
            return places.keySet();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isHeld(ArchivePlace place) {
        @Nullable DocumentEntry before = held.documents().get(place.documentId());
        return before != null
                && before.archive() != null
                && before.archive().partition() == place.partition()
                && before.archive().offset() == place.offset()
                && before.endOffset() == place.endOffset();
    }

    private synchronized void commit(List<DocumentCopy.Outcome> outcomes, long records) throws IOException {
        List<JournalLine> lines = new ArrayList<>();
        List<String> files = new ArrayList<>();
        for (DocumentCopy.Outcome outcome : outcomes) {
            report.count(outcome);
            switch (outcome) {
                case DocumentCopy.Outcome.Unchanged(DocumentEntry entry) -> lines.add(JournalLine.of(entry));
                case DocumentCopy.Outcome.Written(DocumentEntry entry, boolean isNew) -> {
                    lines.add(JournalLine.of(entry));
                    if (isNew) {
                        files.add(entry.log().file());
                    }
                }
                case DocumentCopy.Outcome.Repaired(DocumentEntry entry) -> {
                    lines.add(JournalLine.of(entry));
                    files.add(entry.log().file());
                }
                case DocumentCopy.Outcome.Replaced(DocumentEntry entry, DocumentEntry former) -> {
                    lines.add(JournalLine.ofFormer(former));
                    lines.add(JournalLine.of(entry));
                    files.add(entry.log().file());
                }
                case DocumentCopy.Outcome.Shorter _, DocumentCopy.Outcome.ReadWhole _ -> {}
            }
        }
        folder.forceNames(files);
        journal.add(lines);
        lines.forEach(held::apply);
        report.read(records);
        progress.advance(outcomes.size());
    }
}
