package dev.stepfold.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import java.time.Instant;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What is durable, and what is not. */
final class JournalTest {
    private static final Lane LANE = new Lane(new WebhookId("webhook"), new DocumentId("doc"));

    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    private final Journal journal = new Journal(producer, "webhooks", "deliveries", "writer");

    @Test
    void doesNotSettleAfterARecordWasLostUntilAllIsGivenUp() throws Exception {
        journal.lane(0, LaneState.of(LANE, 3));
        producer.errorNext(new KafkaException("lost"));
        assertThatThrownBy(journal::settle).isInstanceOf(LogUnavailableException.class);

        journal.lane(0, LaneState.of(LANE, 4));
        producer.completeNext();
        assertThatThrownBy(journal::settle).isInstanceOf(LogUnavailableException.class);

        journal.abandon();
        journal.settle();
    }

    @Test
    void keepsRequestsOfOneLaneApart() {
        ReplayRequest one = new ReplayRequest(LANE.webhookId(), LANE.documentId(), 45, 50, Instant.ofEpochSecond(7));
        ReplayRequest other = new ReplayRequest(LANE.webhookId(), LANE.documentId(), 30, 50, Instant.ofEpochSecond(8));

        journal.taken(0, one);
        journal.taken(0, other);

        assertThat(producer.history())
                .extracting(ProducerRecord::key)
                .doesNotHaveDuplicates()
                .allMatch(key -> key.startsWith("doc/webhook/replay/"));
    }
}
