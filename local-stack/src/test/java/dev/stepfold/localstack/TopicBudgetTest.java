package dev.stepfold.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TopicBudgetTest {
    @Test
    void isAThirdOfTheScarcestLimitOrWhatTheHeapHolds() {
        assertThat(TopicBudget.of(3_000, OptionalLong.of(65_530))).isEqualTo(1_000);
        assertThat(TopicBudget.of(20_000, OptionalLong.of(6_000))).isEqualTo(2_000);
        assertThat(TopicBudget.of(1_000_000, OptionalLong.empty())).isEqualTo(8_192);
        assertThat(TopicBudget.of(2, OptionalLong.empty())).isEqualTo(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsTheLimitOfMemoryMapsAsTheKernelTellsIt() throws Exception {
        Process cat = new ProcessBuilder("cat", TopicBudget.MAPS_MAX.toString()).start();
        String told = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();

        assertThat(TopicBudget.memoryMapsMax()).hasValue(Long.parseLong(told));
    }
}
