package dev.stepfold.projection;

import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.Traceparent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to {@code stepfold.step-events} as the orchestrator does. */
final class StepEvents implements AutoCloseable {
    private static final Traceparent TRACE = Traceparent.random(new Random(1));

    private final KafkaProducer<String, byte[]> producer;

    StepEvents(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    void write(EventStory story) throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (var event : story.events()) {
            sent.add(producer.send(Records.forStepEvents(KafkaNames.DEFAULT, event, TRACE)));
        }
        for (Future<RecordMetadata> acknowledgement : sent) {
            acknowledgement.get();
        }
    }

    /** Events with their links. */
    void write(List<EncodedEvent> records) throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (EncodedEvent record : records) {
            sent.add(producer.send(Records.forStepEvents(KafkaNames.DEFAULT, record, TRACE)));
        }
        for (Future<RecordMetadata> acknowledgement : sent) {
            acknowledgement.get();
        }
    }

    void writeTombstone(DocumentId documentId, Instant erasedAt) throws ExecutionException, InterruptedException {
        producer.send(Records.forStepEvents(KafkaNames.DEFAULT, new Tombstone(documentId, erasedAt), TRACE))
                .get();
    }

    void writeRaw(String key, byte[] value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(KafkaNames.DEFAULT.stepEvents(), key, value))
                .get();
    }

    /** Writes a state to the changelog of the states, as a projection does. */
    void writeStored(String key, byte[] value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(KafkaNames.DEFAULT.projection() + "-documents-changelog", key, value))
                .get();
    }

    @Override
    public void close() {
        producer.close();
    }
}
