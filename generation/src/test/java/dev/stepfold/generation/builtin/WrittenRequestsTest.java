package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scores the generator by the written corpus. Writes {@code target/written-seen.md}: the shares, and what is missed. */
class WrittenRequestsTest {
    /** At least this share of the expectations of each kind is met. It may only rise. */
    private static final Map<String, Double> FLOORS = Map.of();

    @Test
    void meetsWhatTheWritersOfTheSeenHalfExpect() throws Exception {
        // When
        WrittenScore score = WrittenScore.of(WrittenCorpus.read(WrittenCorpus.Half.SEEN));

        // Then
        Files.writeString(
                Path.of("target", "written-seen.md"),
                score.table() + "\nMissed:\n\n- " + String.join("\n- ", score.missed()) + "\n");
        FLOORS.forEach((kind, floor) -> assertThat(score.share(kind)).as(kind).isGreaterThanOrEqualTo(floor));
    }
}
