package dev.stepfold.servicehttp;

import dev.stepfold.tracing.Tracing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a service's spans go, by OpenTelemetry's own environment variables. Off unless one of them asks for it: then no
 * class of the SDK is loaded.
 */
final class SpanExport implements AutoCloseable {
    private static final String NONE = "none";
    private static final String EXPORTER = "OTEL_TRACES_EXPORTER";

    /** Either says where spans are to be sent. */
    private static final List<String> ENDPOINTS =
            List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

    private final @Nullable SpanSdk sdk;

    private SpanExport(@Nullable SpanSdk sdk) {
        this.sdk = sdk;
    }

    /**
     * Starts what these variables ask for.
     *
     * @param service its name in traces, if {@code OTEL_SERVICE_NAME} sets no other
     * @throws UnusableSettingsException if OpenTelemetry cannot read one of its variables
     */
    static SpanExport of(Map<String, String> variables, String service) {
        return new SpanExport(isConfigured(variables) ? SpanSdk.start(variables, service) : null);
    }

    /** Whether spans are to be recorded. */
    static boolean isConfigured(Map<String, String> variables) {
        if ("true".equalsIgnoreCase(variables.get("OTEL_SDK_DISABLED"))) {
            return false;
        }
        return Optional.ofNullable(variables.get(EXPORTER))
                .map(exporter -> !exporter.strip().equals(NONE))
                .orElseGet(() -> ENDPOINTS.stream().anyMatch(variables::containsKey));
    }

    /** Begins spans that go there. */
    Tracing tracing() {
        return sdk == null ? Tracing.OFF : sdk.tracing();
    }

    /** Sends what was recorded, and ends. */
    @Override
    public void close() {
        if (sdk != null) {
            sdk.close();
        }
    }
}
