package dev.stepfold.projection;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.Traceparent;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes documents' topics as the orchestrator does, and cuts them as a power cut does. */
final class DocumentLogs implements AutoCloseable {
    private static final Traceparent TRACE = Traceparent.random(new Random(2));

    private final Admin admin;
    private final DocumentTopics topics;
    private final String bootstrapServers;

    DocumentLogs(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        this.topics = new DocumentTopics(admin, KafkaNames.DEFAULT, new TopicLayout(1, (short) 1));
    }

    /** Creates the document's topic with these records. */
    void write(DocumentId documentId, List<EncodedEvent> records)
            throws LogUnavailableException, ExecutionException, InterruptedException {
        var _ = topics.create(documentId);
        append(records);
    }

    /** Appends records to documents' topics. */
    void append(List<EncodedEvent> records) throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (EncodedEvent record : records) {
                producer.send(Records.forDocument(KafkaNames.DEFAULT, record, TRACE, DocumentLogSlice.NONE_FORWARDED))
                        .get();
            }
        }
    }

    /** Lets the document's topic have these records only. */
    void replace(DocumentId documentId, List<EncodedEvent> records)
            throws LogUnavailableException, ExecutionException, InterruptedException {
        remove(documentId);
        write(documentId, records);
    }

    /** Deletes the document's topic. */
    void remove(DocumentId documentId) throws LogUnavailableException, InterruptedException {
        topics.delete(documentId, topics.find(documentId).orElseThrow());
        Waiting.await().until(() -> topics.find(documentId).isEmpty());
    }

    @Override
    public void close() {
        topics.close();
        admin.close();
    }
}
