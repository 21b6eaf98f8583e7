package dev.stepfold.gateway.http;

import dev.stepfold.gateway.command.DocumentQuota;
import dev.stepfold.gateway.stream.Watchers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;

/** The gateway's own metrics: its open streams, and the use of the document quota. */
@Singleton
final class StreamMetrics implements MeterBinder {
    private final Watchers watchers;
    private final DocumentQuota quota;

    StreamMetrics(Watchers watchers, DocumentQuota quota) {
        this.watchers = watchers;
        this.quota = quota;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("stepfold.gateway.streams", watchers, Watchers::count)
                .description("Event streams that are currently open")
                .register(registry);
        Gauge.builder("stepfold.gateway.document.topics", quota, DocumentQuota::counted)
                .description("Document topics that count against the quota")
                .register(registry);
    }
}
