package dev.stepfold.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example files, which are part of the contract's documentation. */
class ExamplesTest {
    private static final ObjectMapper TREES = new ObjectMapper();

    static Stream<Example> valid() {
        return Example.in("valid");
    }

    static Stream<Example> readable() {
        return Example.in("readable");
    }

    static Stream<Example> invalid() {
        return Example.in("invalid");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void isAcceptedBySchemaAndCodecAndWrittenAsItWas(Example example) throws Exception {
        assertThat(ContractSchemas.problems(example.kind(), example.json()))
                .as("%s", example)
                .isEmpty();
        assertThat(rewritten(example.kind(), example.json()))
                .as("%s", example)
                .isEqualTo(TREES.readTree(example.json()));
    }

    @ParameterizedTest
    @MethodSource("readable")
    void isAcceptedBySchemaAndCodecThoughWrittenOtherwise(Example example) throws Exception {
        assertThat(ContractSchemas.problems(example.kind(), example.json()))
                .as("%s", example)
                .isEmpty();

        JsonNode written = rewritten(example.kind(), example.json());

        assertThat(written).as("%s", example).isNotEqualTo(TREES.readTree(example.json()));
        assertThat(ContractSchemas.problems(example.kind(), written.toString())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void isRefusedBySchemaAndCodec(Example example) {
        assertThat(ContractSchemas.problems(example.kind(), example.json()))
                .as("%s", example)
                .isNotEmpty();
        assertThatExceptionOfType(UnreadableException.class)
                .as("%s", example)
                .isThrownBy(() -> example.kind().codec().decode(bytes(example.json())));
    }

    @Test
    void existForEveryEvent() throws Exception {
        Set<EventType> seen = new HashSet<>();
        for (Example example : Example.of(Contract.named("event"), "valid")) {
            EventType type =
                    EventType.of(JsonCodec.EVENTS.decode(bytes(example.json())).event());
            assertThat(example.name())
                    .startsWith(type.status() == null ? type.type() : type.type() + "." + type.status());
            seen.add(type);
        }
        assertThat(seen).containsExactlyInAnyOrder(EventType.values());
    }

    @Test
    void existForEveryCommand() throws Exception {
        Set<Class<?>> seen = new HashSet<>();
        for (Example example : Example.of(Contract.named("command"), "valid")) {
            seen.add(JsonCodec.COMMANDS.decode(bytes(example.json())).getClass());
        }
        assertThat(seen).containsExactlyInAnyOrder(Command.class.getPermittedSubclasses());
    }

    @Test
    void ofStatesAreTheFoldOfTheirLogs() throws Exception {
        List<Example> logs = Example.of(Contract.named("state"), "log");
        assertThat(logs).isNotEmpty();
        for (Example log : logs) {
            List<RecordedEvent> events = new ArrayList<>();
            for (JsonNode event : tree(log.json())) {
                events.add(JsonCodec.EVENTS.decode(bytes(event.toString())));
            }
            assertThat(tree(new String(
                            JsonCodec.STATES.encode(DocumentFold.fold(new DocumentId("doc-1"), events)),
                            StandardCharsets.UTF_8)))
                    .as(log.name())
                    .isEqualTo(tree(named("valid", log.name()).json()));
        }
    }

    @Test
    void ofAStateWithWholeEventsReadsAsTheSameState() throws Exception {
        Example whole = named("readable", "completed-with-whole-events");
        Example state = named("valid", "completed");

        assertThat(JsonCodec.STATES.decode(bytes(whole.json())))
                .isEqualTo(JsonCodec.STATES.decode(bytes(state.json())));
    }

    private static Example named(String group, String name) {
        return Example.of(Contract.named("state"), group).stream()
                .filter(example -> example.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static <T> JsonNode rewritten(Contract<T> kind, String json) throws UnreadableException, IOException {
        return TREES.readTree(kind.codec().encode(kind.codec().decode(bytes(json))));
    }

    static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    static JsonNode tree(String json) {
        try {
            return TREES.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
