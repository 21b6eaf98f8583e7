package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.gateway.command.DocumentQuota;
import dev.stepfold.gateway.stream.Watchers;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;

/** The gateway's own metrics: its open streams, the use of the document quota, and records that it could not read. */
@Singleton
final class StreamMetrics implements MeterBinder {
    private final Watchers watchers;
    private final DocumentQuota quota;
    private final DeadLetters deadLetters;

    StreamMetrics(Watchers watchers, DocumentQuota quota, DeadLetters deadLetters) {
        this.watchers = watchers;
        this.quota = quota;
        this.deadLetters = deadLetters;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("stepfold.gateway.streams", watchers, Watchers::count)
                .description("Event streams that are currently open")
                .register(registry);
        Gauge.builder("stepfold.gateway.document.topics", quota, DocumentQuota::counted)
                .description("Document topics that count against the quota")
                .register(registry);
        Gauge.builder("stepfold.gateway.document.topics.max", quota, DocumentQuota::max)
                .description("The quota: how many document topics there may be")
                .register(registry);
        FunctionCounter.builder("stepfold.dead.letters", deadLetters, DeadLetters::count)
                .description("Records that this instance could not read")
                .register(registry);
    }
}
