package dev.stepfold.projection.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.projection.EventStory;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.CloudEventHeaders;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a record is, the topology goes on with the next one. */
class AnyRecordTest {
    private static final int RECORDS = 3_000;

    /** Without the contract's limits, as a foreign writer's. */
    private static final ObjectMapper FOREIGN = new ObjectMapper();

    private static final List<String> SCALARS = List.of(
            "null",
            "true",
            "-1",
            "0",
            "9223372036854775808",
            "1e400",
            "-1e400",
            "1e-400",
            "\"\"",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "[]",
            "{}",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"run-1\"",
            "\"completed\"");

    private static final int DOCUMENTS = 40;

    private final long seed = new SplittableRandom().nextLong();
    private final Random random = new Random(seed);
    private String document = "";
    private int sequence = 1;

    @Test
    void neverStopsTheTopology(@TempDir Path stateDir) throws Exception {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        try (TopologyTestDriver driver = new TopologyTestDriver(
                DocumentTopology.build(DocumentTopology.Config.DEFAULT, KafkaNames.DEFAULT, FakeLogs.none()),
                settings)) {
            TestInputTopic<byte[], byte[]> input = driver.createInputTopic(
                    KafkaNames.DEFAULT.stepEvents(), new ByteArraySerializer(), new ByteArraySerializer());
            KeyValueStore<String, StoredState> store = driver.getKeyValueStore(DocumentTopology.DOCUMENTS);
            for (int i = 0; i < DOCUMENTS; i++) {
                RecordedEvent start =
                        EventStory.of("clinic-" + i).started("Create a clinic").event(0);
                input.pipeInput(start.documentId().value().getBytes(UTF_8), JsonCodec.EVENTS.encode(start));
            }
            for (int i = 0; i < RECORDS; i++) {
                document = "clinic-" + random.nextInt(DOCUMENTS);
                byte[] value = value(
                        EventStory.of(document).wholeRun("Create a clinic").events());
                try {
                    // When
                    input.pipeInput(new TestRecord<>(key(), value, headers()));
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + seed + ", record " + i + ": " + e, e);
                }
            }

            // Then
            try (KeyValueIterator<String, StoredState> states = store.all()) {
                states.forEachRemaining(state -> assertThat(state.value).isNotNull());
            }
            RecordedEvent first = EventStory.of("next").started("Create a shop").event(0);
            input.pipeInput("next".getBytes(UTF_8), JsonCodec.EVENTS.encode(first));
            assertThat(store.get("next")).as("seed %d", seed).isInstanceOf(StoredState.Current.class);
        }
    }

    private byte @Nullable [] key() {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> bytes(random.nextInt(80));
            default -> document.getBytes(UTF_8);
        };
    }

    private RecordHeaders headers() {
        RecordHeaders headers = new RecordHeaders();
        for (String name : List.of("ce_type", "ce_time", "ce_sequence", "traceparent")) {
            switch (random.nextInt(5)) {
                case 0 -> headers.add(name, bytes(random.nextInt(40)));
                case 1 -> headers.add(name, (byte[]) null);
                case 2 -> headers.add(name, CloudEventHeaders.ERASED_TYPE.getBytes(UTF_8));
                case 3 ->
                    headers.add(
                            name,
                            "2026-01-02T03:04:0%d.678Z"
                                    .formatted(random.nextInt(10))
                                    .getBytes(UTF_8));
                default -> {}
            }
        }
        return headers;
    }

    private byte @Nullable [] value(List<RecordedEvent> events) throws Exception {
        byte[] event = JsonCodec.EVENTS.encode(events.get(random.nextInt(events.size())));
        return switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 -> bytes(random.nextInt(300));
            case 2 -> damaged(event);
            default -> edited((ObjectNode) FOREIGN.readTree(event));
        };
    }

    private byte[] damaged(byte[] event) {
        for (int i = random.nextInt(4); i >= 0; i--) {
            event[random.nextInt(event.length)] = (byte) random.nextInt();
        }
        return event;
    }

    /** An event of some later sequence with one value or two exchanged for another, however deep or odd. */
    private byte[] edited(ObjectNode event) throws Exception {
        event.put("sequence", random.nextInt(20) == 0 ? 0 : sequence++);
        for (int i = random.nextInt(3); i > 0; i--) {
            List<ObjectNode> places = new ArrayList<>();
            collect(event, places);
            ObjectNode place = places.get(random.nextInt(places.size()));
            List<String> names = new ArrayList<>(List.of("input", "result", "step"));
            place.fieldNames().forEachRemaining(names::add);
            place.set(names.get(random.nextInt(names.size())), odd());
        }
        return FOREIGN.writeValueAsBytes(event);
    }

    private JsonNode odd() throws Exception {
        return switch (random.nextInt(4)) {
            case 0 -> nested(1 + random.nextInt(200));
            case 1 -> FOREIGN.createObjectNode().put("x".repeat(random.nextInt(2_000)), random.nextDouble());
            case 2 ->
                FOREIGN.getNodeFactory()
                        .textNode(Integer.toString(StepId.values().length).repeat(random.nextInt(300)));
            default -> FOREIGN.readTree(SCALARS.get(random.nextInt(SCALARS.size())));
        };
    }

    private JsonNode nested(int levels) {
        JsonNode value = FOREIGN.createObjectNode();
        for (int i = 1; i < levels; i++) {
            value = random.nextBoolean()
                    ? FOREIGN.createObjectNode().set("a", value)
                    : FOREIGN.createArrayNode().add(value);
        }
        return FOREIGN.createObjectNode().set("a", value);
    }

    private static void collect(JsonNode node, List<ObjectNode> places) {
        if (node instanceof ObjectNode object) {
            places.add(object);
        }
        if (node instanceof ObjectNode || node instanceof ArrayNode) {
            node.forEach(inner -> collect(inner, places));
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
