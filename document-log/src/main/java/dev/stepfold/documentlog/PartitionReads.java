package dev.stepfold.documentlog;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads stretches of partitions with one consumer. All of it may throw {@link org.apache.kafka.common.KafkaException}. */
final class PartitionReads {
    private static final Duration POLL = Duration.ofMillis(20);

    private final Consumer<String, byte[]> consumer;
    private final @Nullable Duration silenceMax;
    private final LongSupplier nanoTime;
    private long deadlineNanos;

    private PartitionReads(
            Consumer<String, byte[]> consumer,
            long deadlineNanos,
            @Nullable Duration silenceMax,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.deadlineNanos = deadlineNanos;
        this.silenceMax = silenceMax;
        this.nanoTime = nanoTime;
    }

    /** Reads that together end at a deadline, by {@link System#nanoTime}. */
    static PartitionReads until(Consumer<String, byte[]> consumer, long deadlineNanos) {
        return new PartitionReads(consumer, deadlineNanos, null, System::nanoTime);
    }

    /** Reads that may take as long as records come, for stretches whose length has a limit. */
    static PartitionReads whileRecordsCome(Consumer<String, byte[]> consumer, Duration silenceMax) {
        return whileRecordsCome(consumer, silenceMax, System::nanoTime);
    }

    static PartitionReads whileRecordsCome(
            Consumer<String, byte[]> consumer, Duration silenceMax, LongSupplier nanoTime) {
        return new PartitionReads(consumer, nanoTime.getAsLong() + silenceMax.toNanos(), silenceMax, nanoTime);
    }

    long begin(TopicPartition partition) {
        assign(partition);
        return Objects.requireNonNull(
                consumer.beginningOffsets(List.of(partition)).get(partition));
    }

    long end(TopicPartition partition) {
        assign(partition);
        return Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
    }

    /** The time of the record at an offset; null if there is none. */
    @Nullable Instant timeAt(TopicPartition partition, long offset) {
        if (offset < 0 || offset >= end(partition)) {
            return null;
        }
        List<Instant> found = new ArrayList<>();
        each(partition, offset, offset + 1, record -> found.add(Instant.ofEpochMilli(record.timestamp())));
        return found.isEmpty() ? null : found.getFirst();
    }

    /** The first offset with a record of this time or later. */
    long offsetOf(TopicPartition partition, Instant time, long otherwise) {
        assign(partition);
        @Nullable OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, Math.max(0, time.toEpochMilli())))
                .get(partition);
        return found == null ? otherwise : found.offset();
    }

    /** Of a partition that is not assigned, Kafka's consumer warns whenever it is asked for an offset. */
    private void assign(TopicPartition partition) {
        consumer.assign(List.of(partition));
    }

    /**
     * The records from {@code begin} on, before {@code end}.
     *
     * @throws TimeoutException at the deadline, or after the silence
     */
    void each(
            TopicPartition partition,
            long begin,
            long end,
            java.util.function.Consumer<ConsumerRecord<String, byte[]>> take) {
        if (begin >= end) {
            return;
        }
        assign(partition);
        consumer.seek(partition, begin);
        while (consumer.position(partition) < end) {
            if (nanoTime.getAsLong() - deadlineNanos > 0) {
                throw new TimeoutException("not read to offset " + end + " in time: " + partition);
            }
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            if (silenceMax != null && !records.isEmpty()) {
                deadlineNanos = nanoTime.getAsLong() + silenceMax.toNanos();
            }
            for (ConsumerRecord<String, byte[]> record : records) {
                if (record.offset() < end) {
                    take.accept(record);
                }
            }
        }
    }
}
