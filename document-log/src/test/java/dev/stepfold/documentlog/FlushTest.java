package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.testkit.SharedBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlushTest {
    private static final TopicLayout EVERY_APPEND = new TopicLayout(2, (short) 1, Flush.EVERY_APPEND);
    private static final TopicLayout OS = new TopicLayout(2, (short) 1, Flush.OS);
    private static final String NEVER = Long.toString(Long.MAX_VALUE);

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private final Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()));

    @AfterEach
    void leaveTopicsAsOtherTestsMakeThem() throws LogUnavailableException {
        SharedTopics.ensure(admin, KafkaNames.DEFAULT, new TopicLayout(2, (short) 1));
        admin.close();
    }

    @ParameterizedTest
    @CsvSource({"1, EVERY_APPEND", "2, EVERY_APPEND", "3, OS", "5, OS"})
    void isAtEveryAppendWhereNoTwoCopiesHoldWhatIsAcknowledged(short replicationFactor, Flush flush) {
        assertThat(TopicLayout.of(6, replicationFactor, null).flush()).isEqualTo(flush);
        assertThat(TopicLayout.of(6, replicationFactor, Flush.OS).flush()).isEqualTo(Flush.OS);
        assertThat(TopicLayout.of(6, replicationFactor, Flush.EVERY_APPEND).flush())
                .isEqualTo(Flush.EVERY_APPEND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"every-append", "EVERY_APPEND", " Every-Append "})
    void isReadAsItIsWritten(String name) {
        assertThat(Flush.named(name)).hasValue(Flush.EVERY_APPEND);
        assertThat(Flush.named("")).isEmpty();
        assertThatThrownBy(() -> Flush.named("sometimes"))
                .hasMessage("STEPFOLD_FLUSH must be every-append or os, not sometimes");
    }

    @Test
    void isOfTheTopicsThatNothingCouldReplace() throws Exception {
        SharedTopics.ensure(admin, KafkaNames.DEFAULT, EVERY_APPEND);

        assertThat(flushOf(KafkaNames.DEFAULT.commands())).isEqualTo("1");
        assertThat(flushOf(KafkaNames.DEFAULT.documentArchive())).isEqualTo("1");
        assertThat(flushOf(KafkaNames.DEFAULT.archivedDocuments())).isEqualTo("1");
        assertThat(flushOf(KafkaNames.DEFAULT.deadLetters())).isEqualTo("1");
        assertThat(flushOf(KafkaNames.DEFAULT.stepEvents())).isEqualTo(NEVER);
        assertThat(flushOf(topicOfANewDocument(EVERY_APPEND))).isEqualTo("1");
        assertThat(flushOf(topicOfANewDocument(OS))).isEqualTo(NEVER);
    }

    @Test
    void ofSharedTopicsThatExistIsCorrectedWhenAServiceStarts() throws Exception {
        SharedTopics.ensure(admin, KafkaNames.DEFAULT, EVERY_APPEND);

        SharedTopics.ensure(admin, KafkaNames.DEFAULT, OS);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> flushOf(KafkaNames.DEFAULT.commands()).equals(NEVER));
        assertThat(flushOf(KafkaNames.DEFAULT.documentArchive())).isEqualTo(NEVER);

        SharedTopics.ensure(admin, KafkaNames.DEFAULT, EVERY_APPEND);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> flushOf(KafkaNames.DEFAULT.commands()).equals("1"));
        assertThat(flushOf(KafkaNames.DEFAULT.documentArchive())).isEqualTo("1");
    }

    private String topicOfANewDocument(TopicLayout layout) throws LogUnavailableException {
        DocumentId documentId = new DocumentId(UUID.randomUUID().toString());
        try (DocumentTopics topics = new DocumentTopics(admin, KafkaNames.DEFAULT, layout)) {
            topics.create(documentId);
        }
        return KafkaNames.DEFAULT.document(documentId);
    }

    /** Kafka answers a creation before every broker knows of it. */
    private String flushOf(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(
                        () -> Objects.requireNonNull(admin.describeConfigs(List.of(resource))
                                        .all()
                                        .get()
                                        .get(resource))
                                .get(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG)
                                .value(),
                        value -> !value.isEmpty());
    }
}
