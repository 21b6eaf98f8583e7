package dev.stepfold.gateway.http;

import dev.stepfold.gateway.webhook.WebhookBook;
import dev.stepfold.gateway.webhook.WebhookSender;
import dev.stepfold.gateway.webhook.Webhooks;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * What is to be seen of webhooks from outside. Health is up while the registrations are followed: a URL that does not answer
 * is no defect of the gateway.
 */
@Singleton
final class WebhookMetrics implements MeterBinder, HealthIndicator {
    private final Webhooks webhooks;

    WebhookMetrics(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("stepfold.gateway.webhooks", webhooks.book(), WebhookBook::size)
                .description("Webhooks that are registered")
                .register(registry);
        Gauge.builder("stepfold.gateway.webhooks.pending", webhooks.sender(), WebhookSender::pending)
                .description("Documents with events that this gateway has to post, counted for each webhook")
                .register(registry);
        Gauge.builder("stepfold.gateway.webhooks.dead.letters", webhooks.book(), WebhookBook::undelivered)
                .description("Events that were given up, of all gateways")
                .register(registry);
        count(registry, "delivered", WebhookSender::delivered);
        count(registry, "failed", WebhookSender::failed);
        count(registry, "given-up", WebhookSender::givenUp);
    }

    private void count(MeterRegistry registry, String outcome, ToDoubleFunction<WebhookSender> count) {
        FunctionCounter.builder("stepfold.gateway.webhooks.attempts", webhooks.sender(), count)
                .tag("outcome", outcome)
                .description("Posts that were taken or not, and events that were given up")
                .register(registry);
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Mono.fromSupplier(() -> {
            boolean known = webhooks.book().isPositioned();
            return HealthResult.builder("webhooks", known || !webhooks.isOn() ? HealthStatus.UP : HealthStatus.DOWN)
                    .details(Map.of(
                            "on", webhooks.isOn(),
                            "known", known,
                            "registered", webhooks.book().size(),
                            "pending", webhooks.sender().pending()))
                    .build();
        });
    }
}
