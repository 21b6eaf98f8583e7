package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.quality.AgentScores;
import dev.stepfold.generation.quality.Insights;
import dev.stepfold.generation.sql.postgres.SharedPostgres;
import dev.stepfold.generation.validation.Validator;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.event.Finding.Severity;
import dev.stepfold.schemas.event.Quality;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generated agents pass the checks that every generator's results have to pass. */
class CheckedAgentsTest {
    private static final Validator VALIDATOR = new Validator(SharedPostgres.judge());

    static List<Corpus.Entry> requests() {
        return Corpus.requests();
    }

    static List<Corpus.Entry> changes() {
        return Corpus.changes();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void passesForEveryRequest(Corpus.Entry request) throws Exception {
        // When
        Built built = Corpus.built(request.request());

        // Then
        passes(built, null);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void passesForEveryChange(Corpus.Entry change) throws Exception {
        // Given
        Agent before = Corpus.before(change).agent();

        // When
        Built built = Built.change(before, change.request());

        // Then
        passes(built, before);
    }

    private static void passes(Built built, @Nullable Agent before) throws Exception {
        Agent agent = built.agent();
        for (StepId step : StepId.values()) {
            assertThat(VALIDATOR.check(Owner.LOCAL, step, Set.of(), agent, before))
                    .noneMatch(it -> it.severity() == Severity.ERROR);
        }
        ObjectNode understanding = built.results().get(StepId.PROMPT_UNDERSTANDING);
        Quality quality = AgentScores.of(agent, understanding, null);
        assertThat(quality.completeness()).isBetween(0.25, 1.0);
        assertThat(quality.consistency()).isBetween(0.5, 1.0);
        assertThat(quality.coverage()).isBetween(0.5, 1.0);
        assertThat(Insights.of(agent, understanding))
                .doesNotHaveDuplicates()
                .hasSizeLessThanOrEqualTo(Insights.MAX)
                .isEqualTo(Insights.of(agent, understanding));
    }
}
