package dev.stepfold.gateway.http;

import dev.stepfold.gateway.command.TopicBudget;
import dev.stepfold.gateway.stream.Watchers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;

/** What an operator wants to know of this gateway beyond the usual: its open streams, and the use of the topic budget. */
@Singleton
final class StreamMetrics implements MeterBinder {
    private final Watchers watchers;
    private final TopicBudget budget;

    StreamMetrics(Watchers watchers, TopicBudget budget) {
        this.watchers = watchers;
        this.budget = budget;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("stepfold.gateway.streams", watchers, Watchers::count)
                .description("Event streams that are open now")
                .register(registry);
        Gauge.builder("stepfold.gateway.document.topics", budget, TopicBudget::counted)
                .description("Document topics that count against the budget")
                .register(registry);
    }
}
