package dev.stepfold.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.examples.AuditDocument.Audit;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Topics;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An audit against a broker in the test's own JVM, and records as Stepfold writes them. */
@ExtendWith(KafkaClusterExtension.class)
class AuditDocumentTest {
    @SuppressWarnings("NullAway.Init") // set by the extension
    static KafkaCluster cluster;

    private final DocumentId document = new DocumentId(UUID.randomUUID().toString());
    private final TopicPartition topic = new TopicPartition(Topics.document(document), 0);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Writer writer;
    private Consumer<String, byte[]> consumer;

    @BeforeEach
    void connect() throws Exception {
        writer = new Writer(cluster.getBootstrapServers());
        consumer = AuditDocument.consumer(cluster.getBootstrapServers());
    }

    @AfterEach
    void disconnect() {
        consumer.close();
        writer.close();
    }

    @Test
    void countsWhatStandsAtItsSequenceAndSaysWhatWasFenced() throws Exception {
        createTopic();
        writer.append(event(0));
        writer.append(event(1));
        writer.append(event(1));
        writer.append(event(3));

        assertThat(audit()).contains(new Audit(3, 1, 0, fold(event(0), event(1), event(3))));
        assertThat(lines())
                .anySatisfy(line -> assertThat(line).startsWith("     0").contains("agent-run started"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("     2")
                        .contains("FENCED: written for sequence 1, agent-step processing"))
                .contains("4 records: 3 count, 1 fenced, 0 unreadable")
                .anySatisfy(line -> assertThat(line).isEqualTo("  \"status\" : \"running\","));
    }

    @Test
    void passesOverWhatIsNoEventOfTheDocument() throws Exception {
        createTopic();
        writer.append(event(0));
        writer.send(new ProducerRecord<>(
                topic.topic(), 0, document.value(), "{\"type\":".getBytes(StandardCharsets.UTF_8)));
        ProducerRecord<String, byte[]> stray = Writer.forwarded(new DocumentId("another"), 2);
        writer.send(new ProducerRecord<>(topic.topic(), 0, stray.key(), stray.value()));
        writer.append(event(3));

        assertThat(audit()).contains(new Audit(2, 0, 2, fold(event(0), event(3))));
        assertThat(lines())
                .anySatisfy(line -> assertThat(line).startsWith("     1").contains("UNREADABLE: not-json"))
                .anySatisfy(
                        line -> assertThat(line).startsWith("     2").contains("UNREADABLE: key or event of another"));
    }

    @Test
    void saysWhenTheBeginningIsGone() throws Exception {
        createTopic();
        writer.append(event(0));
        writer.append(event(1));
        writer.admin
                .deleteRecords(Map.of(topic, RecordsToDelete.beforeOffset(1)))
                .all()
                .get();

        assertThat(audit()).map(Audit::counted).contains(1);
        assertThat(lines()).first().asString().contains("begins at offset 1");
    }

    @Test
    void auditsADocumentThatHasNoEventYet() throws Exception {
        createTopic();

        assertThat(audit()).contains(new Audit(0, 0, 0, DocumentState.initial(document)));
    }

    @Test
    void knowsNoDocumentWithoutATopic() {
        assertThat(audit()).isEmpty();
    }

    private RecordedEvent event(long sequence) {
        return Writer.event(document, sequence);
    }

    private DocumentState fold(RecordedEvent... events) {
        return DocumentFold.fold(document, List.of(events));
    }

    /** Kafka answers a creation before every broker knows of it. */
    private void createTopic() throws Exception {
        writer.create(document);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !consumer.partitionsFor(topic.topic()).isEmpty());
    }

    private Optional<Audit> audit() {
        return AuditDocument.audit(consumer, document, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
