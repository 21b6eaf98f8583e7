package dev.stepfold.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class RepeatedTest {
    @Test
    void warnsOfAFailureEverMoreRarely() {
        List<Integer> warned = IntStream.rangeClosed(1, 100)
                .filter(failures -> Repeated.level(failures) == Level.WARN)
                .boxed()
                .toList();

        assertThat(warned).containsExactly(1, 2, 4, 8, 16, 32, 64);
    }
}
