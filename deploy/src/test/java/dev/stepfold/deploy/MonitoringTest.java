package dev.stepfold.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.deploy.Manifests.Workload;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How Prometheus' operator scrapes the services. */
class MonitoringTest {
    private static final Manifests MONITORING = Manifests.in(Manifests.MONITORING);

    static List<Workload> workloads() {
        return Manifests.in(Manifests.BASE).workloads();
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void usesTheNamesThatTheAlertsNeed(Workload workload) {
        PodMonitor monitor = MONITORING.one(PodMonitor.class, workload.name());

        assertThat(monitor.getSpec().selector().matchLabels()).isEqualTo(workload.selector());
        assertThat(monitor.getSpec().podMetricsEndpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.port()).isEqualTo("http");
            assertThat(endpoint.path()).isEqualTo("/prometheus");
            assertThat(endpoint.relabelings()).singleElement().satisfies(rule -> {
                assertThat(rule.targetLabel()).isEqualTo("job");
                assertThat(Manifests.text(Path.of("observability", "prometheus.yml")))
                        .contains("job_name: " + rule.replacement() + "\n");
                assertThat(rule.replacement()).isEqualTo(workload.name());
            });
        });
    }
}
