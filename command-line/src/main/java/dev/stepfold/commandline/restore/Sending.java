package dev.stepfold.commandline.restore;

import dev.stepfold.commandline.kafka.CommandFailedException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Sends records and checks the offsets that they get. The producer's memory bounds what is on its way. */
final class Sending {
    private final AtomicReference<@Nullable CommandFailedException> failure = new AtomicReference<>();

    /** Where a record was written. */
    interface Place {
        void is(int partition, long offset);
    }

    /**
     * Sends a record.
     *
     * @param expected the offset that it must get; -1 for any
     */
    void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record, long expected) {
        send(producer, record, expected, (_, _) -> {});
    }

    /**
     * Sends a record.
     *
     * @param expected the offset that it must get; -1 for any
     * @param written takes the place that it got; called before {@link #await} returns
     */
    void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record, long expected, Place written) {
        check();
        try {
            var _ = producer.send(record, (at, failed) -> {
                if (failed != null) {
                    failure.compareAndSet(
                            null,
                            CommandFailedException.because(
                                    "Kafka did not take a record of " + record.topic() + "; give the command again",
                                    failed));
                } else if (expected >= 0 && at.offset() != expected) {
                    failure.compareAndSet(
                            null,
                            new CommandFailedException("A record of " + record.topic() + " got offset "
                                    + at.offset() + " instead of " + expected
                                    + ": something else writes to this cluster; stop it, and give the command again"));
                } else {
                    written.is(at.partition(), at.offset());
                }
            });
        } catch (KafkaException e) {
            throw CommandFailedException.because(
                    "Kafka did not take a record of " + record.topic() + "; give the command again", e);
        }
    }

    /** Waits until all are acknowledged. */
    void await(Producer<byte[], byte[]> producer) {
        producer.flush();
        check();
    }

    private void check() {
        CommandFailedException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }
}
