package dev.stepfold.gateway.http;

import dev.stepfold.gateway.stream.RelayWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How far the gateway is behind the feed. The relay is among the beans of other meters, so that it cannot wait for the
 * registry.
 */
@Singleton
final class RelayMeters implements RelayWatch, MeterBinder {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final AtomicLong behind = new AtomicLong();
    private volatile @Nullable Timer delay;

    @Override
    public void bindTo(MeterRegistry meters) {
        delay = Timer.builder("stepfold.gateway.relay.delay")
                .description(
                        "From the time that an event was written to the feed, by its writer's clock, to its hand-over to the streams")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        Gauge.builder("stepfold.gateway.relay.lag", behind, AtomicLong::get)
                .baseUnit("events")
                .description("Events of the feed that this gateway has not read yet")
                .register(meters);
    }

    @Override
    public void relayed(Duration since) {
        Timer timer = delay;
        if (timer != null) {
            timer.record(since);
        }
    }

    @Override
    public void behind(long events) {
        behind.set(events);
    }
}
