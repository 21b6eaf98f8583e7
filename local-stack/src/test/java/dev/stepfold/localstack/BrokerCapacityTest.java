package dev.stepfold.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class BrokerCapacityTest {
    @Test
    void isAThirdOfTheScarcerOfDescriptorsAndMemoryMaps() {
        assertThat(BrokerCapacity.of(3_000, OptionalLong.of(65_530))).isEqualTo(1_000);
        assertThat(BrokerCapacity.of(20_000, OptionalLong.of(65_530))).isEqualTo(6_666);
        assertThat(BrokerCapacity.of(20_000, OptionalLong.of(6_000))).isEqualTo(2_000);
        assertThat(BrokerCapacity.of(65_530, OptionalLong.of(3_000))).isEqualTo(1_000);
        assertThat(BrokerCapacity.of(1_024, OptionalLong.empty())).isEqualTo(341);
        assertThat(BrokerCapacity.of(2, OptionalLong.empty())).isEqualTo(1);
    }

    @Test
    void isNoMoreThanTheBrokersHeapHolds() {
        assertThat(BrokerCapacity.of(1_000_000, OptionalLong.empty())).isEqualTo(8_192);
        assertThat(BrokerCapacity.of(1_048_576, OptionalLong.of(262_144))).isEqualTo(8_192);
        assertThat(BrokerCapacity.of(Long.MAX_VALUE, OptionalLong.empty())).isEqualTo(8_192);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsTheLimitOfMemoryMapsAsTheKernelTellsIt() throws Exception {
        Process cat = new ProcessBuilder("cat", BrokerCapacity.MAPS_MAX.toString()).start();
        String told = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();

        assertThat(BrokerCapacity.memoryMapsMax()).hasValue(Long.parseLong(told));
    }
}
