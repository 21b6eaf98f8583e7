package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.WrittenCorpus.Half;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scores the generator by the written corpus. Writes {@code target/written-*.md}: the shares, and what is missed. */
class WrittenRequestsTest {
    /** At least this share of the expectations of each kind is met. It may only rise. */
    private static final Map<String, Double> SEEN = Map.of(
            "entities", 0.94,
            "fields", 0.91,
            "values", 0.91,
            "actions", 0.94,
            "schedules", 0.87,
            "none", 1.0,
            "says", 1.0,
            "gone", 1.0,
            "stays", 1.0);

    /**
     * The same for the half that was put aside and scored once; 79.6 % of its expectations were met. Whoever mends the
     * generator does not look at what it misses.
     */
    private static final Map<String, Double> ASIDE = Map.of(
            "entities", 0.88,
            "fields", 0.65,
            "values", 0.65,
            "actions", 0.72,
            "schedules", 0.68,
            "none", 0.94,
            "says", 1.0,
            "gone", 1.0,
            "stays", 0.91);

    @Test
    void meetsWhatTheWritersOfTheSeenHalfExpect() throws Exception {
        // When
        WrittenScore score = WrittenScore.of(WrittenCorpus.read(Half.SEEN));

        // Then
        Files.writeString(
                Path.of("target", "written-seen.md"),
                score.table() + "\nMissed:\n\n- " + String.join("\n- ", score.missed()) + "\n");
        SEEN.forEach((kind, floor) -> assertThat(score.share(kind)).as(kind).isGreaterThanOrEqualTo(floor));
        assertThat(score.share()).isGreaterThanOrEqualTo(0.93);
    }

    @Test
    void meetsWhatTheWritersOfTheHalfThatWasPutAsideExpect() throws Exception {
        // When
        WrittenScore score = WrittenScore.of(WrittenCorpus.read(Half.ASIDE));

        // Then
        Files.writeString(Path.of("target", "written-aside.md"), score.table());
        ASIDE.forEach((kind, floor) -> assertThat(score.share(kind)).as(kind).isGreaterThanOrEqualTo(floor));
        assertThat(score.share()).isGreaterThanOrEqualTo(0.79);
    }
}
