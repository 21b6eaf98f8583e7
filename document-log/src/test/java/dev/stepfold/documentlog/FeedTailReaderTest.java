package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.SharedBroker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a feed that has nothing shows of the logs: a power cut may take a partition from its first record on. */
class FeedTailReaderTest {
    private static final long NO_COMMAND = Long.MAX_VALUE;
    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
    private static final DocumentId DOCUMENT = new DocumentId("doc-1");

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private final KafkaConnection kafka =
            KafkaConnection.to(BROKER.bootstrapServers()).withNames(new KafkaNames("feed-tail-" + UUID.randomUUID()));
    private final Admin admin = kafka.admin(Map.of());
    private final FeedTailReader reader = new FeedTailReader(kafka, Duration.ofSeconds(30), InstantSource.fixed(NOW));

    @BeforeEach
    void createTopics() throws LogUnavailableException {
        SharedTopics.ensure(admin, kafka.names(), new TopicLayout(1, (short) 1));
    }

    @AfterEach
    void close() {
        reader.close();
        admin.close();
    }

    @Test
    void lacksWhatAnEmptyFeedWouldHaveKept() throws LogUnavailableException {
        FeedTail tail = reader.read(0, NO_COMMAND);

        assertThat(tail.covers(DOCUMENT, List.of(endedAt(NOW.minus(Duration.ofMinutes(1))))))
                .isZero();
        assertThat(tail.endsWith(endedAt(NOW.minus(Duration.ofDays(6))))).isFalse();
    }

    @Test
    void doesNotLackWhatTheFeedHasDropped() throws Exception {
        EncodedEvent old = endedAt(NOW.minus(Duration.ofDays(8)));
        try (Producer<String, byte[]> producer = kafka.producer(Map.of())) {
            producer.send(Records.forStepEvents(kafka.names(), old, Traceparent.random(new Random(1))))
                    .get();
        }
        admin.deleteRecords(Map.of(new TopicPartition(kafka.names().stepEvents(), 0), RecordsToDelete.beforeOffset(1)))
                .all()
                .get();

        FeedTail tail = reader.read(0, NO_COMMAND);

        assertThat(tail.endsWith(old)).isTrue();
        assertThat(tail.endsWith(endedAt(NOW.minus(Duration.ofMinutes(1))))).isFalse();
    }

    private static EncodedEvent endedAt(Instant time) {
        return EncodedEvent.linked(
                        ChainHash.START,
                        List.of(new RecordedEvent(
                                DOCUMENT,
                                new RunId("run-1"),
                                0,
                                time,
                                new AgentRun.Cancelled(new CommandId("cancel")))))
                .getFirst();
    }
}
