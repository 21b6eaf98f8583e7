package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.UnreadableException.Reason;
import dev.stepfold.testkit.SharedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code schemas/asyncapi.yaml} says of topics is how they are created. */
class AsyncApiTopicsTest {
    private static final TopicLayout LAYOUT = new TopicLayout(2, (short) 1);

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private final DocumentId documentId = new DocumentId(UUID.randomUUID().toString());

    @Test
    void describesTopicsAsTheyAreCreated() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()));
                DocumentTopics topics = new DocumentTopics(admin, KafkaNames.DEFAULT, LAYOUT)) {
            SharedTopics.ensure(admin, KafkaNames.DEFAULT, LAYOUT);
            topics.create(documentId);

            for (JsonNode channel : asyncApi().path("channels")) {
                String topic = channel.path("address").textValue().replace("{documentId}", documentId.value());
                Map<String, String> described = described(channel.at("/bindings/kafka/topicConfiguration"));
                Map<String, ConfigEntry> actual = actual(admin, topic);

                assertThat(actual).as(topic).allSatisfy((name, entry) -> {
                    if (described.containsKey(name) || entry.source() == ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                        assertThat(described.get(name)).as(name).isEqualTo(entry.value());
                    }
                });
                assertThat(actual).as(topic).containsKeys(described.keySet().toArray(String[]::new));
            }
        }
    }

    @Test
    void describesTheHeadersOfADeadLetter() throws Exception {
        DeadLetter letter = new DeadLetter("t", 0, 0, "key", new byte[0], Reason.INVALID, "why", "test");

        assertThat(asyncApi()
                        .at("/components/messages/dead-letter/headers/properties")
                        .fieldNames())
                .toIterable()
                .containsExactlyElementsOf(letter.headers().keySet());
    }

    private static JsonNode asyncApi() throws Exception {
        return new YAMLMapper().readTree(Path.of("../schemas/asyncapi.yaml").toFile());
    }

    private static Map<String, String> described(JsonNode configuration) {
        Map<String, String> described = new HashMap<>();
        configuration.properties().forEach(setting -> described.put(setting.getKey(), text(setting.getValue())));
        return described;
    }

    private static String text(JsonNode value) {
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(","))
                : value.asText();
    }

    /** Kafka answers a creation before every broker knows of it. */
    private static Map<String, ConfigEntry> actual(Admin admin, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(
                        () -> admin.describeConfigs(List.of(resource)).all().get().values().stream()
                                .flatMap(config -> config.entries().stream())
                                .collect(Collectors.toMap(ConfigEntry::name, entry -> entry)),
                        configuration -> !configuration.isEmpty());
    }
}
