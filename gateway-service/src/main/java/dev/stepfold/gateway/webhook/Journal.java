package dev.stepfold.gateway.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.codec.ContractMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code stepfold.webhooks} and {@code stepfold.webhook-deliveries}. A key of the latter is {@code
 * <documentId>/<webhookId>} for the state of a lane; behind that stands {@code /<sequence>} for a dead letter, {@code /replay} for a
 * request.
 *
 * <p>Safe for use by many threads.
 */
final class Journal {
    /** Whose record it is: an instance of a gateway. */
    static final String WRITER = "stepfold-writer";

    static final String REPLAY = "replay";

    /** Longer than the producer's own delivery timeout. */
    private static final Duration ACK_WAIT_MAX = Duration.ofSeconds(5);

    private final Producer<String, byte[]> producer;
    private final String webhooks;
    private final String deliveries;
    private final byte[] writer;
    private final ConcurrentLinkedQueue<Future<RecordMetadata>> sent = new ConcurrentLinkedQueue<>();

    /**
     * @param webhooks the topic of registrations
     * @param deliveries the topic of deliveries
     * @param writer names this instance
     */
    Journal(Producer<String, byte[]> producer, String webhooks, String deliveries, String writer) {
        this.producer = producer;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.writer = writer.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a record was written by this instance. */
    boolean isOwn(byte @Nullable [] writerOfRecord) {
        return Arrays.equals(writer, writerOfRecord);
    }

    /**
     * Writes a registration, or removes it.
     *
     * @param webhook null to remove it
     * @return the offset after the record
     * @throws LogUnavailableException when Kafka did not acknowledge it
     */
    long webhook(WebhookId id, @Nullable Webhook webhook) throws LogUnavailableException {
        return await(send(new ProducerRecord<>(webhooks, 0, id.value(), webhook == null ? null : json(webhook))))
                        .offset()
                + 1;
    }

    /**
     * Writes a request.
     *
     * @throws LogUnavailableException when Kafka did not acknowledge it
     */
    void request(int partition, ReplayRequest request) throws LogUnavailableException {
        var _ = await(send(record(partition, key(request), json(request))));
    }

    /** A request was taken on. Like all that follow, acknowledged when {@link #settle} has returned. */
    void taken(int partition, ReplayRequest request) {
        later(partition, key(request), null);
    }

    void lane(int partition, LaneState state) {
        later(partition, state.lane().toString(), json(state));
    }

    void forget(int partition, Lane lane) {
        later(partition, lane.toString(), null);
    }

    void undelivered(int partition, Undelivered event) {
        later(partition, key(event), json(event));
    }

    void forget(int partition, Undelivered event) {
        later(partition, key(event), null);
    }

    /** Of its own, so that a request neither replaces another one of the lane nor is removed with it. */
    private static String key(ReplayRequest request) {
        return request.lane() + "/" + REPLAY + "/" + request.requestedAt().toEpochMilli() + "-" + request.from();
    }

    static String key(Undelivered event) {
        return new Lane(event.webhookId(), event.documentId()) + "/" + event.sequence();
    }

    /**
     * Waits until everything that was written is durable.
     *
     * @throws LogUnavailableException when Kafka did not acknowledge a record; then also at every later call, until
     *     {@link #abandon}
     */
    void settle() throws LogUnavailableException {
        for (Future<RecordMetadata> next = sent.peek(); next != null; next = sent.peek()) {
            var _ = await(next);
            var _ = sent.poll();
        }
    }

    /** Gives up what was not acknowledged yet. */
    void abandon() {
        sent.clear();
    }

    private void later(int partition, String key, byte @Nullable [] value) {
        sent.add(send(record(partition, key, value)));
    }

    private ProducerRecord<String, byte[]> record(int partition, String key, byte @Nullable [] value) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(deliveries, partition, key, value);
        record.headers().add(WRITER, writer);
        return record;
    }

    private Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
        try {
            return producer.send(record);
        } catch (KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static RecordMetadata await(Future<RecordMetadata> ack) throws LogUnavailableException {
        try {
            return ack.get(ACK_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while writing about webhooks", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new LogUnavailableException("a record about webhooks was not acknowledged", e);
        }
    }

    private static byte[] json(Object value) {
        try {
            return ContractMapper.mapper().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of this package could not be written", e);
        }
    }
}
