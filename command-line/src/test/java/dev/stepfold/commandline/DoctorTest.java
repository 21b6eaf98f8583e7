package dev.stepfold.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the doctor says of a cluster, and what readers say of one that a mirror filled. */
class DoctorTest {
    @RegisterExtension
    static final Broker BROKER = new Broker();

    @RegisterExtension
    static final Broker MIRROR = new Broker();

    private Story story;

    @BeforeEach
    void open() throws Exception {
        story = new Story(BROKER.bootstrapServers());
    }

    @AfterEach
    void close() {
        story.close();
    }

    @Test
    void findsNothingButTheOneBroker() throws Exception {
        retained(story.document("doc-1", "a library", 2));

        Ran ran = doctor(BROKER);

        assertThat(ran.out())
                .contains("ok       Kafka answers at")
                .contains("ok       version: Kafka 4.0 or newer")
                .contains("warning  brokers: 1, so that records have fewer than three copies")
                .contains("ok       broker settings")
                .contains("ok       file descriptors: not visible to a client")
                .contains(" GiB free")
                .contains("ok       shared topics")
                .contains("ok       document topics: 1, all kept for ever")
                .contains("ok       offsets: events are at their offsets")
                .contains("ok       rights: enough")
                .contains("ok       clocks: the broker's and this machine's differ by less than 2 s")
                .contains("ok       left-over topics: none")
                .doesNotContain("problem");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(story.admin().listTopics().names().get()).doesNotContain("stepfold.doctor");
    }

    @Test
    void findsWhatIsWrong() throws Exception {
        DocumentId one = story.document("doc-1", "a library", 2);
        set(KafkaNames.DEFAULT.document(one), "retention.ms", "1000000");
        set(KafkaNames.DEFAULT.stepEvents(), "retention.ms", "3600000");
        set(KafkaNames.DEFAULT.documentArchive(), "cleanup.policy", "delete");
        set(KafkaNames.DEFAULT.commands(), "max.message.bytes", "1000000");
        story.admin()
                .createTopics(List.of(
                        new NewTopic("stepfold.experiment", 1, (short) 1),
                        new NewTopic("stepfold.document.erased", 1, (short) 1)))
                .all()
                .get();
        await().until(() -> story.admin().listTopics().names().get().contains("stepfold.document.erased"));

        Ran ran = doctor(BROKER);

        assertThat(ran.out())
                .contains("problem  document topics: stepfold.document.doc-1 lose events")
                .contains(
                        "warning  document topics: stepfold.document.erased are empty and have settings of the cluster")
                .contains("warning  stepfold.step-events: retention.ms is 3600000")
                .contains("problem  stepfold.document-archive: cleanup.policy is delete and must be compact")
                .contains("problem  stepfold.commands: max.message.bytes is 1000000")
                .contains("warning  left-over topics: stepfold.experiment");
        assertThat(ran.exitCode()).isEqualTo(2);
    }

    @Test
    void saysOfAMirrorThatItCannotBeUsed() throws Exception {
        DocumentId one = story.document("doc-1", "a library", 4);
        try (Story mirrored = new Story(MIRROR.bootstrapServers())) {
            story.mirror(one, mirrored, true);

            Ran ran = doctor(MIRROR);
            Ran tail = Ran.stepfold(MIRROR.bootstrapServers(), "tail", "doc-1");

            assertThat(ran.out())
                    .contains("problem  offsets: stepfold.document.doc-1 are copies whose offsets are shifted");
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(tail.exitCode()).isEqualTo(2);
            assertThat(tail.messages()).contains("is a copy whose offsets are shifted, as a mirror makes it");
        }
    }

    @Test
    void saysThatKafkaDoesNotAnswer() {
        Ran ran = Ran.stepfold("127.0.0.1:1", "doctor");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.messages())
                .startsWith("stepfold: nothing accepts connections at 127.0.0.1:1: look at KAFKA_BOOTSTRAP_SERVERS")
                .hasLineCount(1);
    }

    private void retained(DocumentId documentId) throws Exception {
        set(KafkaNames.DEFAULT.document(documentId), "retention.bytes", "-1");
    }

    /** Waits until the broker has it: Kafka answers earlier. */
    private void set(String topic, String name, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        story.admin()
                .incrementalAlterConfigs(Map.of(
                        resource, List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
        await().until(() -> {
            ConfigEntry entry = story.admin()
                    .describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .get(resource)
                    .get(name);
            return !entry.isDefault() && entry.value().equals(value);
        });
    }

    private static Ran doctor(Broker broker) {
        return Ran.stepfold(broker.bootstrapServers(), "doctor");
    }
}
