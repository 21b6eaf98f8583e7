package dev.stepfold.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final Quantity OURS = new Quantity("stepfold", "runs/s");
    private static final Quantity THEIRS = new Quantity("peer", "runs/s");
    private static final Target RATIO = new Target("runs/s ÷ peer", OURS, THEIRS, 0.5, 1.0);

    @Test
    void dividesTheMediansOfAllRepeats() {
        Results results = new Results();
        List.of(9.0, 1.0, 2.0).forEach(value -> results.add(OURS, value));
        List.of(4.0, 8.0, 1.0).forEach(value -> results.add(THEIRS, value));

        JsonNode row = results.asJson(List.of(RATIO)).path("rows").path(0);

        assertThat(row.path("measured").asDouble()).isEqualTo(0.5);
        assertThat(row.path("repeats")).hasToString("[2.25,0.125,2.0]");
    }

    @Test
    void saysThatARatioIsNotMeasuredWithoutThePeer() {
        Results results = new Results();
        results.add(OURS, 9);

        assertThat(results.asJson(List.of(RATIO))
                        .path("rows")
                        .path(0)
                        .path("measured")
                        .isNull())
                .isTrue();
        assertThat(printed(results)).contains("| runs/s ÷ peer | not measured |");
    }

    private static String printed(Results results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        results.print(List.of(RATIO), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
