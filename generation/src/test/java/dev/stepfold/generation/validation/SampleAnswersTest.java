package dev.stepfold.generation.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.sql.postgres.SharedPostgres;
import dev.stepfold.generation.step.AgentAssembly;
import dev.stepfold.modelstub.StubModel;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.Finding.Severity;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The sample answers that tests and benchmarks use instead of a language model pass the checks. */
class SampleAnswersTest {
    @Test
    void passTheChecks() throws Exception {
        // Given
        Map<StepId, ObjectNode> results = new EnumMap<>(StepId.class);
        for (StepId step : StepId.values()) {
            results.put(step, ContractMapper.mapper().readValue(StubModel.goodAnswer(step), ObjectNode.class));
        }
        Agent agent = AgentAssembly.assemble(results, null);

        // Then
        for (StepId step : StepId.values()) {
            assertThat(new Validator(SharedPostgres.judge()).check(Owner.LOCAL, step, Set.of(), agent, null))
                    .noneMatch(it -> it.severity() == Severity.ERROR);
        }
    }
}
