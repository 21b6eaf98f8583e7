package dev.stepfold.schemas.state;

import static dev.stepfold.schemas.StepId.DATABASE_GENERATION;
import static dev.stepfold.schemas.StepId.PROMPT_UNDERSTANDING;
import static dev.stepfold.schemas.StepId.TECHNICAL_ANALYSIS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.random.RandomEvents;
import dev.stepfold.schemas.random.RandomRuns;
import dev.stepfold.schemas.random.RandomValues;
import dev.stepfold.schemas.random.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where the references in the history of a state lead. */
class HistoryReferencesTest {
    private static final int ROUNDS = 60;
    private static final ObjectMapper TREES = new ObjectMapper();

    private final History history = new History();

    @Test
    void leadToWhatTheEventsHave() {
        Seeds.forEach(ROUNDS, random -> {
            List<RecordedEvent> log = log(random);
            DocumentState state = DocumentState.initial(log.getFirst().documentId());

            for (RecordedEvent event : log) {
                state = DocumentFold.apply(state, event);
                ObjectNode json = json(state);
                for (JsonNode kept : json.path("streamHistory")) {
                    assertThat(completed((ObjectNode) kept, json, log)).isEqualTo(json(find(log, kept)));
                }
            }
        });
    }

    @Test
    void areTheSameInAStateThatWasWrittenWithWholeEvents() {
        Seeds.forEach(ROUNDS, random -> {
            List<RecordedEvent> log = log(random);
            DocumentState state = DocumentFold.fold(log.getFirst().documentId(), log);
            ObjectNode whole = json(state);
            ArrayNode events = whole.putArray("streamHistory");
            for (RecordedEvent event : log.subList(Math.max(0, log.size() - 50), log.size())) {
                events.add(json(event));
            }

            assertThat(JsonCodec.STATES.decode(TREES.writeValueAsBytes(whole))).isEqualTo(state);
        });
    }

    @Test
    void leaveOneCopyOfEachResultAndAgent() {
        history.started("run-1", "Track tasks").step(PROMPT_UNDERSTANDING);
        for (int i = 0; i < 8; i++) {
            history.add(new AgentData.Partial(agent("only once " + i)));
        }

        String json = new String(JsonCodec.STATES.encode(history.fold()), StandardCharsets.UTF_8);

        assertThat(json).containsOnlyOnce("\"is\":\"made\"").containsOnlyOnce("only once");
    }

    @Test
    void aResultIsReferredToUntilItsStepIsMadeAgain() {
        history.started("run-1", "Track tasks").step(PROMPT_UNDERSTANDING).step(TECHNICAL_ANALYSIS);
        assertThat(references())
                .containsExactly("#/stepResults/prompt-understanding", "#/stepResults/technical-analysis");

        history.restarted("run-2", TECHNICAL_ANALYSIS, null);
        assertThat(references()).containsExactly("#/stepResults/prompt-understanding", "history?from=5&to=5");

        history.step(TECHNICAL_ANALYSIS);
        assertThat(references())
                .containsExactly(
                        "#/stepResults/prompt-understanding",
                        "history?from=5&to=5",
                        "#/stepResults/technical-analysis");
    }

    @Test
    void anAgentIsReferredToUntilALaterOneReplacesIt() {
        history.started("run-1", "Track tasks").add(new AgentData.Partial(History.AGENT));
        assertThat(references()).containsExactly("#/agent");

        history.add(new AgentData.Final(agent("Tasks")));
        assertThat(references()).containsExactly("history?from=1&to=1", "#/agent");

        history.started("run-2", "Track bugs").add(new AgentData.Partial(agent("Bugs")));
        assertThat(references()).containsExactly("history?from=1&to=1", "#/baseAgent", "#/agent");
    }

    @Test
    void anAgentThatACallerSentIsTheBaseOfItsRun() {
        history.add(
                new AgentRun.Started(new CommandId("c-1"), Owner.LOCAL, "Add bugs", RunOptions.DEFAULT, History.AGENT));
        assertThat(references()).containsExactly("#/agent");

        history.add(new AgentData.Partial(agent("Bugs")));
        assertThat(references()).containsExactly("#/baseAgent", "#/agent");
    }

    @Test
    void anEditedInputIsReferredToWhileItCounts() {
        history.started("run-1", "Track tasks").restarted("run-2", DATABASE_GENERATION, History.object("edited"));
        history.restarted("run-3", DATABASE_GENERATION, null);
        assertThat(references()).containsExactly("#/stepInputs/database-generation");

        history.restarted("run-4", DATABASE_GENERATION, History.object("edited again"));
        assertThat(references()).containsExactly("history?from=1&to=1", "#/stepInputs/database-generation");

        history.restarted("run-5", TECHNICAL_ANALYSIS, null);
        assertThat(references()).containsExactly("history?from=1&to=1", "history?from=3&to=3");
    }

    @Test
    void anEventIsRecognisedByItsOutline() {
        history.started("run-1", "Track tasks").step(PROMPT_UNDERSTANDING);
        HistoryEvent result = history.fold().streamHistory().get(2);

        assertThat(result.standsFor(recorded(result, History.result(PROMPT_UNDERSTANDING, "made"))))
                .isTrue();
        assertThat(result.standsFor(recorded(result, History.result(TECHNICAL_ANALYSIS, "made"))))
                .isFalse();
        assertThat(result.standsFor(recorded(result, new AgentData.Partial(History.AGENT))))
                .isFalse();
    }

    private static RecordedEvent recorded(HistoryEvent at, DocumentEvent event) {
        return new RecordedEvent(at.documentId(), at.runId(), at.sequence(), at.timestamp(), event);
    }

    private static List<RecordedEvent> log(RandomValues random) {
        return random.chance(0.5)
                ? RandomRuns.history(random)
                : new RandomEvents(random).arbitraryHistory(1 + random.upTo(80));
    }

    private static Agent agent(String name) {
        return new Agent(name, "", List.of(), List.of(), "", List.of(), List.of(), null);
    }

    private List<String> references() {
        return history.fold().streamHistory().stream()
                .flatMap(event -> Stream.ofNullable(event.part()))
                .map(PartReference::uri)
                .toList();
    }

    /** The event with what it refers to, which is looked up as a client would. */
    private static ObjectNode completed(ObjectNode kept, ObjectNode state, List<RecordedEvent> log) throws IOException {
        ObjectNode event = kept.deepCopy();
        for (String part : List.of("result", "agent", "existingAgent", "input")) {
            String uri = event.path(part).path("$ref").asText();
            if (!uri.isEmpty()) {
                JsonNode value = uri.startsWith("#")
                        ? state.at(uri.substring(1))
                        : inHistory(uri, kept, log).path(part);
                assertThat(value.isMissingNode()).as(uri).isFalse();
                event.set(part, value);
            }
        }
        return event;
    }

    private static ObjectNode inHistory(String uri, JsonNode kept, List<RecordedEvent> log) throws IOException {
        long sequence = kept.path("sequence").longValue();
        assertThat(uri).isEqualTo("history?from=" + sequence + "&to=" + sequence);
        return json(find(log, kept));
    }

    private static RecordedEvent find(List<RecordedEvent> log, JsonNode kept) {
        return log.stream()
                .filter(event -> event.sequence() == kept.path("sequence").longValue())
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode json(DocumentState state) throws IOException {
        return (ObjectNode) TREES.readTree(JsonCodec.STATES.encode(state));
    }

    private static ObjectNode json(RecordedEvent event) throws IOException {
        return (ObjectNode) TREES.readTree(JsonCodec.EVENTS.encode(event));
    }
}
