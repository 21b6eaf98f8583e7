package dev.stepfold.commandline.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads stretches of many partitions at once with one consumer: ten thousand document topics are read some hundred at a
 * time, not one by one.
 */
public final class Stretches {
    /** How many partitions one consumer reads at once. */
    public static final int AT_ONCE = 100;

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration SILENCE_BEFORE_LOOKING = Duration.ofSeconds(2);
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final Consumer<byte[], byte[]> consumer;

    /**
     * A stretch of a partition.
     *
     * @param from the first offset
     * @param to the offset after the last; the partition reaches it
     */
    public record Stretch(TopicPartition partition, long from, long to) {}

    /** Takes what is read. */
    public interface Sink {
        /** The next record of a stretch; each stretch comes in order. */
        void take(ConsumerRecord<byte[], byte[]> record);

        /** A stretch was read to its end. */
        void finished(TopicPartition partition);
    }

    public Stretches(Cluster cluster, Consumer<byte[], byte[]> consumer) {
        this.cluster = cluster;
        this.consumer = consumer;
    }

    /**
     * Reads the stretches, at most {@value #AT_ONCE}, one for each partition.
     *
     * @return the partitions that could not be read to the end of their stretch: their topics were deleted or have become
     *     shorter meanwhile
     * @throws CommandFailedException when Kafka does not answer
     */
    public Set<TopicPartition> read(Collection<Stretch> stretches, Sink sink) {
        Map<TopicPartition, Stretch> open = new LinkedHashMap<>();
        stretches.forEach(stretch -> open.put(stretch.partition(), stretch));
        Set<TopicPartition> lost = new HashSet<>();
        try {
            consumer.assign(open.keySet());
            // What an earlier read has finished with stays paused while it is assigned.
            consumer.resume(open.keySet());
            open.values().forEach(stretch -> consumer.seek(stretch.partition(), stretch.from()));
            finish(open, sink);
            long progress = System.nanoTime();
            while (!open.isEmpty()) {
                int taken = poll(open, sink, lost);
                int before = open.size();
                finish(open, sink);
                if (taken > 0 || open.size() < before) {
                    progress = System.nanoTime();
                } else if (silence(progress).compareTo(SILENCE_BEFORE_LOOKING) > 0) {
                    dropDeleted(open, lost);
                    if (silence(progress).compareTo(SILENCE_MAX) > 0 && !open.isEmpty()) {
                        throw new CommandFailedException("Kafka gives no records of "
                                + open.keySet().iterator().next().topic() + "; give the command again");
                    }
                }
            }
            return lost;
        } catch (KafkaException e) {
            throw CommandFailedException.because("Kafka could not be read; give the command again", e);
        }
    }

    private static Duration silence(long sinceNanos) {
        return Duration.ofNanos(System.nanoTime() - sinceNanos);
    }

    private int poll(Map<TopicPartition, Stretch> open, Sink sink, Set<TopicPartition> lost) {
        int taken = 0;
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Stretch stretch = open.get(new TopicPartition(record.topic(), record.partition()));
                if (stretch != null && record.offset() < stretch.to()) {
                    sink.take(record);
                    taken++;
                }
            }
        } catch (OffsetOutOfRangeException e) {
            drop(e.partitions(), open, lost);
        }
        return taken;
    }

    private void finish(Map<TopicPartition, Stretch> open, Sink sink) {
        List<TopicPartition> done = new ArrayList<>();
        for (Stretch stretch : open.values()) {
            if (consumer.position(stretch.partition()) >= stretch.to()) {
                done.add(stretch.partition());
            }
        }
        consumer.pause(done);
        for (TopicPartition partition : done) {
            open.remove(partition);
            sink.finished(partition);
        }
    }

    private void dropDeleted(Map<TopicPartition, Stretch> open, Set<TopicPartition> lost) {
        Set<String> there = cluster.topics().keySet();
        drop(
                open.keySet().stream()
                        .filter(partition -> !there.contains(partition.topic()))
                        .collect(Collectors.toSet()),
                open,
                lost);
    }

    private void drop(Set<TopicPartition> gone, Map<TopicPartition, Stretch> open, Set<TopicPartition> lost) {
        for (TopicPartition partition : gone) {
            if (!partition.topic().startsWith(cluster.names().documentPrefix())) {
                throw new CommandFailedException(partition + " lost records while it was read; give the command again");
            }
            if (open.remove(partition) != null) {
                lost.add(partition);
            }
        }
        List<TopicPartition> left = new ArrayList<>(consumer.assignment());
        left.removeAll(gone);
        Map<TopicPartition, Long> positions = new LinkedHashMap<>();
        open.keySet().forEach(partition -> positions.put(partition, consumer.position(partition)));
        Set<TopicPartition> paused = new HashSet<>(consumer.paused());
        paused.removeAll(gone);
        consumer.assign(left);
        positions.forEach(consumer::seek);
        consumer.pause(paused);
    }
}
