package dev.stepfold.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthResult;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskHealthTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void saysThatRoomIsLowAndStaysUp() {
        try (ApplicationContext context = start("2000000000")) {
            HealthResult result = context.getBean(DiskHealth.class).look();

            assertThat(result.getStatus()).isEqualTo(HealthStatus.UP);
            assertThat(result.getDetails()).asString().contains("low=true", "warnMb=2000000000");
            assertThat(context.getBean(MeterRegistry.class)
                            .get("stepfold.disk.free.bytes")
                            .gauge()
                            .value())
                    .isPositive();
        }
    }

    @Test
    void saysThatThereIsRoom() {
        try (ApplicationContext context = start("0")) {
            HealthResult result = context.getBean(DiskHealth.class).look();

            assertThat(result.getDetails()).asString().contains("low=false");
        }
    }

    private ApplicationContext start(String warnMb) {
        return Environment.set(
                        ApplicationContext.builder(),
                        Map.of("STEPFOLD_DATA_DIR", folder.toString(), "STEPFOLD_DISK_WARN_MB", warnMb))
                .start();
    }
}
