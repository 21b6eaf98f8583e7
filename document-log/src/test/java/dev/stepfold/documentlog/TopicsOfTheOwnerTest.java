package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.UnusableConnectionException;
import dev.stepfold.testkit.SharedBroker;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Shared topics that the owner of the cluster creates: {@code STEPFOLD_CREATE_TOPICS=off}. */
class TopicsOfTheOwnerTest {
    private static final TopicLayout LAYOUT = new TopicLayout(3, (short) 1);

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private final String prefix = "owned-" + UUID.randomUUID();

    @Test
    void areMissedByNameAndWithWhatTheyMustBe() {
        KafkaConnection kafka = connection("off");
        try (Admin admin = kafka.admin(Map.of())) {
            assertThatThrownBy(() -> SharedTopics.prepare(admin, kafka, LAYOUT))
                    .isInstanceOf(LogUnavailableException.class)
                    .rootCause()
                    .hasMessageStartingWith(
                            "the topic " + prefix + ".commands is missing and STEPFOLD_CREATE_TOPICS is off:"
                                    + " the owner of the cluster must create it with 3 partitions and {flush.messages=1,")
                    .hasMessageContaining("retention.ms=604800000");
        }
    }

    @Test
    void areUsedAsTheyAre() throws Exception {
        KafkaConnection kafka = connection("off");
        try (Admin admin = kafka.admin(Map.of())) {
            SharedTopics.ensure(admin, kafka.names(), LAYOUT);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThatCode(() -> SharedTopics.prepare(admin, kafka, LAYOUT))
                            .doesNotThrowAnyException());
        }
    }

    @Test
    void areCreatedByTheServicesUnlessThatIsOff() {
        assertThat(connection("").createsSharedTopics()).isTrue();
        assertThat(connection("on").createsSharedTopics()).isTrue();
        assertThatThrownBy(() -> connection("perhaps"))
                .isInstanceOf(UnusableConnectionException.class)
                .hasMessage("STEPFOLD_CREATE_TOPICS must be on or off, not perhaps");
    }

    private KafkaConnection connection(String createTopics) {
        return KafkaConnection.ofEnvironment(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", BROKER.bootstrapServers(),
                "STEPFOLD_PREFIX", prefix,
                "STEPFOLD_CREATE_TOPICS", createTopics));
    }
}
