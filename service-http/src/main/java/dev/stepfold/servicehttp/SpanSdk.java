package dev.stepfold.servicehttp;

import dev.stepfold.tracing.Tracing;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * OpenTelemetry's SDK, set up by its environment variables. It queues at most 2,048 spans ({@code OTEL_BSP_MAX_QUEUE_SIZE})
 * and drops further ones; no request waits for it. Metrics and logs do not go this way.
 */
final class SpanSdk implements AutoCloseable {
    private static final String PREFIX = "OTEL_";
    private static final int CLOSE_WAIT_S = 3;

    private final OpenTelemetrySdk sdk;

    private SpanSdk(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    static SpanSdk start(Map<String, String> variables, String service) {
        try {
            return new SpanSdk(AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> Map.of(
                            "otel.service.name", service,
                            "otel.exporter.otlp.protocol", "http/protobuf",
                            "otel.metrics.exporter", "none",
                            "otel.logs.exporter", "none"))
                    .addPropertiesCustomizer(_ -> properties(variables))
                    .build()
                    .getOpenTelemetrySdk());
        } catch (ConfigurationException | IllegalArgumentException | IllegalStateException e) {
            throw new UnusableSettingsException("OpenTelemetry cannot use its OTEL_ variables: " + e.getMessage());
        }
    }

    private static Map<String, String> properties(Map<String, String> variables) {
        Map<String, String> properties = new HashMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return properties;
    }

    Tracing tracing() {
        return Tracing.by(sdk);
    }

    @Override
    public void close() {
        var _ = sdk.shutdown().join(CLOSE_WAIT_S, TimeUnit.SECONDS);
    }
}
