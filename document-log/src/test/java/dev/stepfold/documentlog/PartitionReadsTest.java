package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** How long a read of a stretch may take. */
class PartitionReadsTest {
    private static final TopicPartition PARTITION = new TopicPartition("topic", 0);
    private static final Duration SILENCE_MAX = Duration.ofSeconds(10);
    private static final int RECORDS = 5;

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final AtomicLong nanos = new AtomicLong();
    private final List<Long> read = new ArrayList<>();

    private void each(Duration between) {
        PartitionReads reads = PartitionReads.whileRecordsCome(consumer, SILENCE_MAX, nanos::get);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        for (long i = 0; i < RECORDS; i++) {
            long offset = i;
            consumer.schedulePollTask(() -> {
                nanos.addAndGet(between.toNanos());
                consumer.addRecord(new ConsumerRecord<>("topic", 0, offset, "key", new byte[0]));
            });
            consumer.schedulePollTask(() -> {});
        }
        reads.each(PARTITION, 0, RECORDS, record -> read.add(record.offset()));
    }

    @Test
    void goesOnAsLongAsRecordsCome() {
        each(SILENCE_MAX.dividedBy(2));

        assertThat(read).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void asksOnlyForOffsetsOfAPartitionThatIsAssigned() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 2L));
        consumer.updateEndOffsets(Map.of(PARTITION, 7L));
        PartitionReads reads = PartitionReads.until(consumer, Long.MAX_VALUE);

        assertThat(reads.begin(PARTITION)).isEqualTo(2);
        assertThat(consumer.assignment()).containsExactly(PARTITION);
        consumer.assign(List.of());
        assertThat(reads.end(PARTITION)).isEqualTo(7);
        assertThat(consumer.assignment()).containsExactly(PARTITION);
    }

    @Test
    void endsAfterASilence() {
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> {
            PartitionReads reads = PartitionReads.whileRecordsCome(consumer, SILENCE_MAX, nanos::get);
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            consumer.schedulePollTask(() -> nanos.addAndGet(SILENCE_MAX.toNanos() + 1));
            reads.each(PARTITION, 0, RECORDS, record -> read.add(record.offset()));
        });
    }

    @Test
    void endsAtADeadlineEvenIfRecordsCome() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> consumer.addRecord(new ConsumerRecord<>("topic", 0, 0, "key", new byte[0])));

        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> PartitionReads.until(consumer, System.nanoTime() - 1)
                        .each(PARTITION, 0, RECORDS, record -> read.add(record.offset())));
    }
}
