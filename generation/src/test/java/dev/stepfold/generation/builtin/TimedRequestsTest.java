package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.TimedRequest.Answer;
import dev.stepfold.generation.builtin.TimedRequest.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Some hundred requests of people and what they expect of the times in them. */
class TimedRequestsTest {
    /** Of the requests that need nothing named, or are read otherwise than their writers expect, which is named. */
    private static final double NOISE_MAX = 0.03;

    private static final double TOLD_MAX = 0.06;

    @Test
    void readsTheTimesAsExpectedOrSaysThatItDoesNot() throws Exception {
        // Given
        List<TimedRequest> requests = TimedRequest.asked();

        // When
        Map<Outcome, List<String>> outcomes = new EnumMap<>(Outcome.class);
        for (TimedRequest request : requests) {
            Answer answer = request.answer();
            outcomes.computeIfAbsent(request.compare(answer), _ -> new ArrayList<>())
                    .add(request.request() + " → " + answer + " instead of " + request.expected());
        }

        // Then
        assertThat(requests).hasSizeGreaterThan(400);
        assertThat(outcomes.getOrDefault(Outcome.SILENT, List.of())).isEmpty();
        assertThat(outcomes.getOrDefault(Outcome.NOISE, List.of()))
                .hasSizeLessThan((int) (requests.size() * NOISE_MAX));
        assertThat(outcomes.getOrDefault(Outcome.TOLD, List.of())).hasSizeLessThan((int) (requests.size() * TOLD_MAX));
    }
}
