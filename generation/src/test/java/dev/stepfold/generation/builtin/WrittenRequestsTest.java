package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.WrittenCorpus.Half;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scores the generator by the written corpora. Writes {@code target/written-*.md}: the shares, and what is missed. */
class WrittenRequestsTest {
    /** At least this share of the expectations of each kind is met. It may only rise. */
    private static final Map<String, Double> SEEN = Map.of(
            "entities", 0.95,
            "fields", 0.93,
            "values", 0.94,
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

    /** The half of the second corpus that is seen. */
    private static final Map<String, Double> SECOND_SEEN = Map.of(
            "entities", 0.99,
            "fields", 0.98,
            "values", 1.0,
            "actions", 1.0,
            "schedules", 1.0,
            "none", 1.0,
            "gone", 1.0,
            "stays", 0.95);

    /** The half of it that was put aside, as it was scored once: 83.7 % of its expectations were met. */
    private static final Map<String, Double> SECOND_ASIDE = Map.of(
            "entities", 0.94,
            "fields", 0.82,
            "values", 0.66,
            "actions", 0.73,
            "schedules", 0.75,
            "none", 1.0,
            "gone", 1.0,
            "stays", 0.80);

    @Test
    void meetsWhatTheWritersOfTheSeenHalfExpect() throws Exception {
        WrittenScore score = WrittenScore.of(WrittenCorpus.first(Half.SEEN));

        write("written-seen.md", score.tableAndMissed());
        assertMet(score, SEEN, 0.95);
    }

    @Test
    void meetsWhatTheWritersOfTheHalfThatWasPutAsideExpect() throws Exception {
        WrittenScore score = WrittenScore.of(WrittenCorpus.first(Half.ASIDE));

        write("written-aside.md", score.table());
        assertMet(score, ASIDE, 0.79);
    }

    @Test
    void meetsWhatTheWriterOfTheSecondCorpusExpects() throws Exception {
        WrittenScore score = WrittenScore.of(WrittenCorpus.second(Half.SEEN));

        write("written-second-seen.md", score.tableAndMissed());
        assertMet(score, SECOND_SEEN, 0.98);
    }

    @Test
    void meetsWhatTheWriterOfTheHalfOfTheSecondCorpusThatWasPutAsideExpects() throws Exception {
        WrittenScore score = WrittenScore.of(WrittenCorpus.second(Half.ASIDE));

        write("written-second-aside.md", score.table());
        assertMet(score, SECOND_ASIDE, 0.83);
    }

    private static void write(String file, String text) throws IOException {
        Files.writeString(Path.of("target", file), text);
    }

    private static void assertMet(WrittenScore score, Map<String, Double> floors, double floor) {
        floors.forEach((kind, of) -> assertThat(score.share(kind)).as(kind).isGreaterThanOrEqualTo(of));
        assertThat(score.share()).isGreaterThanOrEqualTo(floor);
    }
}
