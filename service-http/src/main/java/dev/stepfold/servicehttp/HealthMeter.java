package dev.stepfold.servicehttp;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micronaut.context.BeanContext;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** What {@code /health} says, as a metric. The service's own indicators answer at once, from what they know. */
@Singleton
final class HealthMeter implements MeterBinder {
    private static final String OWN = "dev.stepfold.";

    private final BeanContext beans;

    HealthMeter(BeanContext beans) {
        this.beans = beans;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("stepfold.healthy", this, HealthMeter::value)
                .description("1 while this instance's own health checks are up, else 0")
                .register(registry);
    }

    private double value() {
        return beans.getBeansOfType(HealthIndicator.class).stream()
                        .filter(indicator -> indicator.getClass().getName().startsWith(OWN))
                        .allMatch(HealthMeter::isUp)
                ? 1
                : 0;
    }

    private static boolean isUp(HealthIndicator indicator) {
        AtomicBoolean up = new AtomicBoolean();
        indicator.getResult().subscribe(new Subscriber<HealthResult>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            public void onNext(HealthResult result) {
                up.set(result.getStatus().equals(HealthStatus.UP));
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onComplete() {}
        });
        return up.get();
    }
}
