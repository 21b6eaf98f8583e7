package dev.stepfold.documentlog;

import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.UnreadableException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records that could not be read to {@code stepfold.dead-letters}. A record that is read repeatedly is reported
 * once per process, as long as it is among the last {@value #REMEMBERED_MAX} reported. After that it may be reported
 * again, under the same key.
 */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int REMEMBERED_MAX = 10_000;

    private final Producer<String, byte[]> producer;
    private final KafkaNames names;
    private final String service;
    private final LongAdder count = new LongAdder();
    private final Map<String, CompletableFuture<Void>> reported = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<Void>> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    /** @param service the one that could not read the records */
    public DeadLetters(Producer<String, byte[]> producer, KafkaNames names, String service) {
        this.producer = producer;
        this.names = names;
        this.service = service;
    }

    /**
     * Reports a record.
     *
     * @return completes when the dead letter is durable, or exceptionally when Kafka did not take it
     */
    public CompletableFuture<Void> report(ConsumerRecord<String, byte[]> record, UnreadableException problem) {
        DeadLetter letter = new DeadLetter(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key(),
                record.value(),
                problem.reason(),
                String.valueOf(problem.getMessage()),
                service);
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (reported) {
            CompletableFuture<Void> before = reported.putIfAbsent(letter.position(), done);
            if (before != null) {
                return before;
            }
        }
        count.increment();
        LOG.warn(
                "dead letter position={} reason={} message={}",
                letter.position(),
                letter.reason().code(),
                letter.message());
        var _ = producer.send(letter.toRecord(names), (_, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                LOG.warn("dead letter not written position={} reason={}", letter.position(), failure.getMessage());
                forget(letter.position());
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    /** How many records were reported. */
    public long count() {
        return count.sum();
    }

    private void forget(String position) {
        synchronized (reported) {
            reported.remove(position);
        }
    }
}
