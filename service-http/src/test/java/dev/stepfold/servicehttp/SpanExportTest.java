package dev.stepfold.servicehttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.tracing.Tracing;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanExportTest {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String NOWHERE = "http://127.0.0.1:1";

    @Test
    void isOffUnlessAVariableSaysWhereSpansGo() {
        assertThat(tracing(Map.of())).isSameAs(Tracing.OFF);
        assertThat(tracing(Map.of("OTEL_SERVICE_NAME", "mine"))).isSameAs(Tracing.OFF);
        assertThat(tracing(Map.of("OTEL_TRACES_EXPORTER", "none", ENDPOINT, NOWHERE)))
                .isSameAs(Tracing.OFF);
        assertThat(tracing(Map.of("OTEL_SDK_DISABLED", "true", ENDPOINT, NOWHERE)))
                .isSameAs(Tracing.OFF);
    }

    @Test
    void isOnWithAnEndpointOrAnExporter() {
        assertThat(tracing(Map.of(ENDPOINT, NOWHERE)).isOn()).isTrue();
        assertThat(tracing(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", NOWHERE + "/v1/traces"))
                        .isOn())
                .isTrue();
        assertThat(tracing(Map.of("OTEL_TRACES_EXPORTER", "otlp")).isOn()).isTrue();
    }

    @Test
    void isRefusedInOneSentenceIfItCannotBeRead() {
        assertThatThrownBy(() -> SpanExport.of(Map.of(ENDPOINT, "no address"), "service"))
                .isInstanceOf(UnusableSettingsException.class)
                .hasMessageStartingWith("OpenTelemetry cannot use its OTEL_ variables: ");
        assertThatThrownBy(() -> SpanExport.of(Map.of("OTEL_TRACES_EXPORTER", "carrier-pigeon"), "service"))
                .isInstanceOf(UnusableSettingsException.class)
                .hasMessageContaining("carrier-pigeon");
    }

    @Test
    void tellsOthersTheSpanUnlessItsVariableSaysOtherwise() {
        Traceparent span = Traceparent.random(new Random(1));

        assertThat(tracing(Map.of(ENDPOINT, NOWHERE)).headers(span))
                .isEqualTo(Map.of(Traceparent.HEADER, span.value()));
        assertThat(tracing(Map.of(ENDPOINT, NOWHERE, "OTEL_PROPAGATORS", "none"))
                        .headers(span))
                .isEmpty();
    }

    private static Tracing tracing(Map<String, String> variables) {
        try (SpanExport export = SpanExport.of(variables, "service")) {
            return export.tracing();
        }
    }
}
