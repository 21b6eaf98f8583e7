package dev.stepfold.generation.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whether the computed score ranks agents as a person does; the head of {@code judgements.txt} says who judged. */
class JudgedAgentsTest {
    /** Measured: 0.52; before the request's words, shells and unread words counted, it was -0.20. */
    private static final double LOWEST = 0.45;

    @Test
    void ranksAgentsMuchAsAPersonDoes() throws Exception {
        // Given
        List<String> judgements = text("judgements.txt")
                .lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .toList();
        JsonNode agents = ContractMapper.mapper().readTree(text("judged-agents.json"));
        double[] judged = new double[judgements.size()];
        double[] computed = new double[judgements.size()];

        // When
        for (int i = 0; i < judged.length; i++) {
            JsonNode each = agents.get(i);
            String[] judgement = judgements.get(i).split(" \\| ", 3);
            assertThat(each.path("request").asText()).startsWith(judgement[1]);
            judged[i] = Double.parseDouble(judgement[0]);
            computed[i] = AgentScores.of(
                            ContractMapper.mapper().treeToValue(each.path("agent"), Agent.class),
                            (ObjectNode) each.path("understanding"),
                            each.path("request").asText())
                    .overall();
        }

        // Then
        assertThat(judged).hasSize(20);
        assertThat(RankCorrelation.of(judged, computed)).isGreaterThan(LOWEST);
    }

    private static String text(String file) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(JudgedAgentsTest.class.getResourceAsStream("/quality/" + file))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
