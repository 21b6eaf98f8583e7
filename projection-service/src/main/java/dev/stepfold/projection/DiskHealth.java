package dev.stepfold.projection;

import dev.stepfold.projection.streams.ProjectionConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.io.File;
import java.util.Map;
import org.reactivestreams.Publisher;

/**
 * The room on the disk that holds the states, in {@code /health} and as a metric. It stays up while room is low: the
 * projection still answers then, and once it cannot write, Kafka Streams fails, which is down.
 */
@Singleton
final class DiskHealth implements HealthIndicator {
    private static final long MB = 1_000_000;

    private final File folder;
    private final int warnMb;

    DiskHealth(
            ProjectionConfig config,
            @Property(name = "stepfold.disk-warn-mb", defaultValue = "1000") int warnMb,
            MeterRegistry meters) {
        this.folder = config.dataDir().toFile();
        this.warnMb = warnMb;
        Gauge.builder("stepfold.disk.free.bytes", folder, File::getUsableSpace)
                .description("Room on the disk that holds the states")
                .register(meters);
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(look());
    }

    HealthResult look() {
        long freeMb = folder.getUsableSpace() / MB;
        return HealthResult.builder("disk", HealthStatus.UP)
                .details(Map.of("freeMb", freeMb, "warnMb", warnMb, "low", freeMb < warnMb))
                .build();
    }
}
