package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.orchestrator.document.StepEventsFeed;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.Traceparent;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;

/**
 * {@code stepfold.step-events}, written by an idempotent producer that never gives up a record: giving one up and
 * sending the next would leave a gap that receivers cannot distinguish from a fenced write.
 */
public final class KafkaStepEventsFeed implements StepEventsFeed {
    private final Producer<String, byte[]> producer;
    private final KafkaNames names;

    /** @param producer idempotent, with {@code acks=all} and without a limit on how long it delivers or blocks */
    public KafkaStepEventsFeed(Producer<String, byte[]> producer, KafkaNames names) {
        this.producer = producer;
        this.names = names;
    }

    @Override
    public CompletableFuture<Void> forward(EncodedEvent event, Traceparent trace) {
        return send(Records.forStepEvents(names, event, trace));
    }

    @Override
    public CompletableFuture<Void> erase(Tombstone tombstone, Traceparent trace) {
        return send(Records.forStepEvents(names, tombstone, trace));
    }

    private CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            var _ = producer.send(record, (_, failure) -> {
                if (failure == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(failure);
                }
            });
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
            done.completeExceptionally(e);
        }
        return done;
    }
}
