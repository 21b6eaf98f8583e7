package dev.stepfold.schemas.state;

import static dev.stepfold.schemas.StepId.ACTION_GENERATION;
import static dev.stepfold.schemas.StepId.DATABASE_GENERATION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.StepResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A state's JSON has once what a result and the agent both have. */
class ResultReferencesTest {
    private static final ObjectMapper TREES = new ObjectMapper();

    private static final String DDL =
            "CREATE TABLE task (id uuid PRIMARY KEY, title text NOT NULL, done boolean NOT NULL);";

    private static final String MODELS = """
            [{"name":"Task","fields":[{"name":"id","type":"uuid","required":true,"unique":true,"default":null}],
              "relations":[]}]""";

    private final History history = new History().started("run-1", "Track tasks");

    @Test
    void partsOfTheAgentAreReferredToInResults() throws Exception {
        given(DATABASE_GENERATION, "{\"models\":%s,\"enums\":[],\"ddl\":\"%s\",\"notes\":1}".formatted(MODELS, DDL));
        history.add(new AgentData.Partial(agent(MODELS, DDL)));

        JsonNode written = TREES.readTree(JsonCodec.STATES.encode(history.fold()));

        assertThat(written.at("/stepResults/database-generation").toString())
                .isEqualTo("{\"models\":{\"$ref\":\"#/agent/models\"},\"enums\":[],"
                        + "\"ddl\":{\"$ref\":\"#/agent/ddl\"},\"notes\":1}");
        assertThat(written.at("/agent/models")).isEqualTo(TREES.readTree(MODELS));
    }

    @Test
    void readsBackWithWholeResults() throws Exception {
        given(DATABASE_GENERATION, "{\"models\":%s,\"ddl\":\"%s\",\"notes\":1}".formatted(MODELS, DDL));
        history.add(new AgentData.Partial(agent(MODELS, DDL)));

        DocumentState read = JsonCodec.STATES.decode(JsonCodec.STATES.encode(history.fold()));

        assertThat(read).isEqualTo(history.fold());
        assertThat(read.stepResults().toString())
                .isEqualTo(history.fold().stepResults().toString());
    }

    @Test
    void aStateThatWasReadIsWrittenLikeOneThatWasFolded() throws Exception {
        given(DATABASE_GENERATION, "{\"models\":%s,\"ddl\":\"%s\",\"notes\":1}".formatted(MODELS, DDL));
        history.add(new AgentData.Partial(agent(MODELS, DDL)));
        DocumentState read = JsonCodec.STATES.decode(JsonCodec.STATES.encode(history.fold()));
        history.add(new AgentData.Partial(agent("[]", "")));

        DocumentState folded = history.fold();
        for (var event : history.events()) {
            read = DocumentFold.apply(read, event);
        }

        assertThat(text(read)).isEqualTo(text(folded)).contains(DDL);
    }

    @Test
    void whatTheAgentHasOtherwiseStaysInTheResult() throws Exception {
        String otherOrder = "[{\"fields\":[],\"name\":\"Task\",\"relations\":[]}]";
        given(DATABASE_GENERATION, "{\"models\":%s,\"ddl\":\"%s\"}".formatted(otherOrder, DDL + " "));
        given(ACTION_GENERATION, "{\"actions\":[],\"ddl\":\"short\",\"migration\":null}");
        history.add(new AgentData.Partial(agent("[{\"name\":\"Task\",\"fields\":[],\"relations\":[]}]", DDL)));

        assertThat(text(history.fold())).doesNotContain("#/agent/");
    }

    private void given(StepId step, String result) throws Exception {
        history.add(new StepResult(
                step,
                (ObjectNode) TREES.readTree(result),
                "Made",
                new ResultMetrics(Duration.ofMillis(1), "built-in", null),
                List.of()));
    }

    private static Agent agent(String models, String ddl) throws Exception {
        return JsonCodec.AGENTS.decode("""
                {"name":"Tasks","description":"","models":%s,"enums":[],"ddl":"%s","actions":[],"schedules":[]}""".formatted(models, ddl).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DocumentState state) {
        return new String(JsonCodec.STATES.encode(state), StandardCharsets.UTF_8);
    }
}
