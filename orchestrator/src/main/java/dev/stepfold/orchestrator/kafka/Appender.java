package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Appends to document topics.
 *
 * <p>The first event of an append is sent alone, and the others together once it has its offset. A partition accepts
 * whatever comes first from a producer that it does not know (KIP-360). A broker that is starting may therefore refuse
 * the first of several records and accept the second. A document's topic would then begin with a fenced write, and the
 * other records would be refused as out of order until they time out. In addition, a writer that loses the race with
 * its first event does not write the others.
 */
final class Appender {
    private final Producer<String, byte[]> producer;

    /**
     * @param producer idempotent, with {@code acks=all} and a bounded delivery timeout
     */
    Appender(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    /**
     * Appends events, and waits until they are durable.
     *
     * @return how many of them, from the first on, got their expected offsets
     * @throws LogUnavailableException when Kafka did not acknowledge in time
     */
    int append(List<RecordedEvent> events, Traceparent trace) throws LogUnavailableException {
        RecordedEvent first = events.getFirst();
        try {
            if (won(List.of(first), trace) == 0) {
                return 0;
            }
            return 1 + won(events.subList(1, events.size()), trace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(first, e);
        } catch (ExecutionException | KafkaException e) {
            throw unavailable(first, e);
        }
    }

    private int won(List<RecordedEvent> events, Traceparent trace) throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        for (RecordedEvent event : events) {
            sent.add(producer.send(Records.forDocument(event, trace)));
        }
        int won = 0;
        for (Future<RecordMetadata> one : sent) {
            if (one.get().offset() == events.get(won).sequence()) {
                won++;
            }
        }
        return won;
    }

    private static LogUnavailableException unavailable(RecordedEvent first, Exception cause) {
        return new LogUnavailableException(
                "no acknowledgement: documentId=" + first.documentId() + " sequence=" + first.sequence(), cause);
    }
}
