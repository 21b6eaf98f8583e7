package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.TimedRequest.Answer;
import dev.stepfold.generation.builtin.TimedRequest.Outcome;
import dev.stepfold.generation.builtin.WrittenCorpus.Half;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Scores the times of requests whose writer had not seen the generator. The floors are what was reached; they may only rise. Writes
 * {@code target/outside-*.md}.
 */
class OutsideTimesTest {
    @Test
    void readsTheTimesOfTheSeenHalf() throws Exception {
        // When
        Map<Outcome, List<String>> outcomes = outcomes(Half.SEEN);

        // Then
        write("outside-seen.md", outcomes, true);
        assertThat(outcomes.getOrDefault(Outcome.SILENT, List.of())).isEmpty();
        assertThat(outcomes.getOrDefault(Outcome.NOISE, List.of())).hasSizeLessThanOrEqualTo(4);
        assertThat(outcomes.getOrDefault(Outcome.RIGHT, List.of())).hasSizeGreaterThanOrEqualTo(77);
    }

    /** Whoever mends the reader does not look at what it makes of this half, so only how many are written. */
    @Test
    void readsTheTimesOfTheHalfThatWasPutAside() throws Exception {
        // When
        Map<Outcome, List<String>> outcomes = outcomes(Half.ASIDE);

        // Then
        write("outside-aside.md", outcomes, false);
        assertThat(count(outcomes, Outcome.SILENT)).isLessThanOrEqualTo(4);
        assertThat(count(outcomes, Outcome.NOISE)).isLessThanOrEqualTo(10);
        assertThat(count(outcomes, Outcome.NOISE) + count(outcomes, Outcome.TOLD))
                .as("with a note")
                .isLessThanOrEqualTo(49);
        assertThat(count(outcomes, Outcome.RIGHT)).isGreaterThanOrEqualTo(67);
    }

    private static int count(Map<Outcome, List<String>> outcomes, Outcome outcome) {
        return outcomes.getOrDefault(outcome, List.of()).size();
    }

    private static Map<Outcome, List<String>> outcomes(Half half) throws Exception {
        Map<Outcome, List<String>> outcomes = new EnumMap<>(Outcome.class);
        for (TimedRequest request : TimedRequest.outside(half)) {
            Answer answer = request.answer();
            outcomes.computeIfAbsent(request.compare(answer), _ -> new ArrayList<>())
                    .add(request.request() + " → " + answer + " instead of " + request.expected());
        }
        return outcomes;
    }

    private static void write(String file, Map<Outcome, List<String>> outcomes, boolean each) throws IOException {
        StringBuilder text = new StringBuilder();
        outcomes.forEach((outcome, requests) -> {
            text.append("## ")
                    .append(outcome)
                    .append(": ")
                    .append(requests.size())
                    .append("\n\n");
            if (each) {
                requests.forEach(request -> text.append("- ").append(request).append("\n"));
                text.append("\n");
            }
        });
        Files.writeString(Path.of("target", file), text);
    }
}
