package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.orchestrator.document.AppendContext;
import dev.stepfold.schemas.KafkaNames;
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
 * <p>The events of an append are sent together if the broker knows the producer in that partition. Otherwise the first is
 * sent alone, and the others once it has its offset. A partition accepts whatever comes first from a producer that it
 * does not know (KIP-360). A broker that is starting may therefore refuse the first of several records and accept the
 * second. A document's topic would then begin with a fenced write, and the other records would be refused as out of
 * order until they time out.
 *
 * <p>The broker knows the producer if it acknowledged the writer's previous append to this topic
 * ({@link AppendContext#continues}), that append used the same producer, and it was not long ago
 * ({@link TopicProducers}).
 */
final class Appender {
    private final TopicProducers producers;
    private final KafkaNames names;

    Appender(TopicProducers producers, KafkaNames names) {
        this.producers = producers;
        this.names = names;
    }

    /**
     * Appends events, and waits until they are durable.
     *
     * @return how many of them, from the first on, got their expected offsets
     * @throws LogUnavailableException when Kafka did not acknowledge in time
     */
    int append(List<EncodedEvent> events, AppendContext context) throws LogUnavailableException {
        RecordedEvent first = events.getFirst().event();
        try (TopicProducers.Use use = producers.use(names.document(first.documentId()))) {
            int won = context.continues() && use.isKnownToTheBroker()
                    ? won(use.producer(), events, context)
                    : wonFirstAlone(use.producer(), events, context);
            use.acknowledged();
            return won;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(first, e);
        } catch (ExecutionException | KafkaException e) {
            throw unavailable(first, e);
        }
    }

    private int wonFirstAlone(Producer<String, byte[]> producer, List<EncodedEvent> events, AppendContext context)
            throws ExecutionException, InterruptedException {
        return won(producer, events.subList(0, 1), context) == 0
                ? 0
                : 1 + won(producer, events.subList(1, events.size()), context);
    }

    private int won(Producer<String, byte[]> producer, List<EncodedEvent> events, AppendContext context)
            throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        for (EncodedEvent event : events) {
            sent.add(producer.send(Records.forDocument(names, event, context.trace(), context.forwarded())));
        }
        int won = 0;
        for (Future<RecordMetadata> one : sent) {
            if (one.get().offset() == events.get(won).event().sequence()) {
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
