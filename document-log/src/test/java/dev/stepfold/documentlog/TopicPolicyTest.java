package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.TopicCreation.Outcome;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.common.BrokerConfig;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cluster whose owner has other ideas of topics. */
@ExtendWith(KafkaClusterExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class TopicPolicyTest {
    private static final TopicLayout LAYOUT = new TopicLayout(2, (short) 1);

    private String bootstrapServers;
    private Admin admin;

    @BeforeAll
    void connect(
            @BrokerConfig(name = "create.topic.policy.class.name", value = "dev.stepfold.documentlog.StrictPolicy")
                    KafkaCluster cluster) {
        bootstrapServers = cluster.getBootstrapServers();
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    @AfterAll
    void disconnect() {
        admin.close();
    }

    @AfterEach
    void allowEverything() {
        StrictPolicy.forbid();
        StrictPolicy.full(false);
    }

    @Test
    void settingsThatTheClusterRefusesAreLeftOutAndTheOthersKept() throws Exception {
        StrictPolicy.forbid(TopicConfig.SEGMENT_INDEX_BYTES_CONFIG, TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG);
        NewTopic topic = topicOfADocument();
        TopicCreation creation = new TopicCreation(admin, new MetadataOnDisk(admin, LAYOUT.flush()));

        Map<String, Outcome> outcomes = creation.create(List.of(topic));

        assertThat(outcomes).containsEntry(topic.name(), new Outcome.Created());
        Config actual = configOf(topic.name());
        assertThat(actual.get(TopicConfig.SEGMENT_BYTES_CONFIG).value()).isEqualTo("16777216");
        assertThat(actual.get(TopicConfig.RETENTION_MS_CONFIG).value()).isEqualTo("-1");
        assertThat(actual.get(TopicConfig.SEGMENT_INDEX_BYTES_CONFIG).isDefault())
                .isTrue();
        assertThat(creation.create(List.of(topicOfADocument())).values()).containsExactly(new Outcome.Created());
    }

    @Test
    void aSettingThatMattersIsReportedWhereTheClusterRefusesIt() throws Exception {
        StrictPolicy.forbid(TopicConfig.RETENTION_MS_CONFIG, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        NewTopic topic = topicOfADocument();
        new TopicCreation(admin, new MetadataOnDisk(admin, LAYOUT.flush())).create(List.of(topic));
        configOf(topic.name());

        assertThat(TopicPromises.broken(admin, List.of(topic)))
                .containsExactlyInAnyOrder(
                        "topic " + topic.name()
                                + ": retention.ms is 604800000 and must be -1, or records are lost; ask the owner of the"
                                + " cluster to change it",
                        "topic " + topic.name()
                                + ": max.message.bytes is 1048588 and must be at least 2097152, or large results are"
                                + " refused; ask the owner of the cluster to change it");
    }

    @Test
    void ofTopicsAskedForTogetherEachHasItsOwnAnswer() throws Exception {
        NewTopic there = topicOfADocument();
        NewTopic impossible = new NewTopic("stepfold.document.no/slash", 1, (short) 1).configs(Map.of());
        NewTopic fresh = topicOfADocument();
        TopicCreation creation = new TopicCreation(admin, new MetadataOnDisk(admin, LAYOUT.flush()));
        creation.create(List.of(there));

        Map<String, Outcome> outcomes = creation.create(List.of(there, impossible, fresh));

        assertThat(outcomes)
                .containsEntry(there.name(), new Outcome.Existed())
                .containsEntry(fresh.name(), new Outcome.Created());
        assertThat(outcomes.get(impossible.name())).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void aLackOfBrokersIsNoLackOfRoom() {
        TopicLayout replicated = new TopicLayout(2, (short) 3);

        assertThatThrownBy(() -> RoomForTopics.refusal(admin, KafkaNames.DEFAULT, replicated))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InvalidReplicationFactorException.class);
    }

    @Test
    void aQuotaThatIsUsedUpIsToldFromASettingAndForgottenWhenThereIsRoom() throws Exception {
        DocumentId first = new DocumentId(UUID.randomUUID().toString());
        try (DocumentTopics topics = new DocumentTopics(admin, KafkaNames.DEFAULT, LAYOUT)) {
            StrictPolicy.full(true);
            assertThatThrownBy(() -> topics.create(first))
                    .isInstanceOf(LogUnavailableException.class)
                    .hasRootCauseInstanceOf(PolicyViolationException.class);
            assertThat(RoomForTopics.refusal(admin, KafkaNames.DEFAULT, LAYOUT))
                    .get()
                    .asString()
                    .contains("100 topics of your plan");

            StrictPolicy.full(false);
            assertThat(RoomForTopics.refusal(admin, KafkaNames.DEFAULT, LAYOUT)).isEmpty();
            assertThat(topics.create(first)).isEqualTo(DocumentTopics.Creation.CREATED);
        }
    }

    @Test
    void anEmptyTopicThatTheClusterMadeByItselfIsDeletedAndNoOther() throws Exception {
        DocumentId back = new DocumentId(UUID.randomUUID().toString());
        DocumentId written = new DocumentId(UUID.randomUUID().toString());
        DocumentId ours = new DocumentId(UUID.randomUUID().toString());
        DocumentId missing = new DocumentId(UUID.randomUUID().toString());
        try (DocumentTopics topics = new DocumentTopics(admin, KafkaNames.DEFAULT, LAYOUT);
                Producer<String, byte[]> late = producer()) {
            await().ignoreExceptions()
                    .until(() -> late.partitionsFor(KafkaNames.DEFAULT.document(back))
                                    .size()
                            == 1);
            late.send(new ProducerRecord<>(KafkaNames.DEFAULT.document(written), new byte[1]))
                    .get();
            topics.create(ours);
            configOf(KafkaNames.DEFAULT.document(ours));

            assertThat(topics.deleteLeftOver(back)).isTrue();
            assertThat(topics.deleteLeftOver(written)).isFalse();
            assertThat(topics.deleteLeftOver(ours)).isFalse();
            assertThat(topics.deleteLeftOver(missing)).isFalse();
            // Kafka answers a deletion before every broker knows of it.
            await().until(() -> topics.find(back).isEmpty());
            assertThat(topics.find(written)).isPresent();
            assertThat(topics.find(ours)).isPresent();
        }
    }

    @Test
    void whereTheClusterTakesNoneOfOurSettingsNobodyCanTellWhoMadeATopic() throws Exception {
        StrictPolicy.forbid(topicOfADocument().configs().keySet().toArray(String[]::new));
        DocumentId ours = new DocumentId(UUID.randomUUID().toString());
        try (DocumentTopics topics = new DocumentTopics(admin, KafkaNames.DEFAULT, LAYOUT)) {
            topics.create(ours);
            configOf(KafkaNames.DEFAULT.document(ours));

            assertThat(topics.deleteLeftOver(ours)).isFalse();
        }
    }

    private Producer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
    }

    private static NewTopic topicOfADocument() {
        return DocumentTopics.topic("stepfold.document." + UUID.randomUUID(), LAYOUT);
    }

    /** Kafka answers a creation before every broker knows of it. */
    private Config configOf(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(
                        () -> Objects.requireNonNull(admin.describeConfigs(List.of(resource))
                                .all()
                                .get()
                                .get(resource)),
                        config -> !config.entries().isEmpty());
    }
}
