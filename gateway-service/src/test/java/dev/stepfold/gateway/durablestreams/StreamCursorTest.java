package dev.stepfold.gateway.durablestreams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StreamCursorTest {
    private static final Instant NOW = Instant.parse("2024-10-09T00:01:39Z");

    @Test
    void countsIntervalsOfTwentySeconds() {
        assertThat(StreamCursor.next(NOW, null, new Random(1))).isEqualTo("4");
        assertThat(StreamCursor.next(NOW, "3", new Random(1))).isEqualTo("4");
        assertThat(StreamCursor.next(NOW, "what?", new Random(1))).isEqualTo("4");
    }

    @Test
    void alwaysAdvances() {
        for (int seed = 0; seed < 100; seed++) {
            assertThat(Long.parseLong(StreamCursor.next(NOW, "4", new Random(seed))))
                    .isBetween(5L, 184L);
            assertThat(Long.parseLong(StreamCursor.next(NOW, "999999999999999", new Random(seed))))
                    .isGreaterThan(999999999999999L);
        }
    }
}
