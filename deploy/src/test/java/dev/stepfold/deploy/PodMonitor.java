package dev.stepfold.deploy;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;

/**
 * What ours have of the Prometheus operator's resource; a field that is not here is refused. Its own typed model is in no jar that
 * the build can have.
 */
@Group("monitoring.coreos.com")
@Version("v1")
final class PodMonitor extends CustomResource<PodMonitor.Spec, Void> implements Namespaced {
    private static final long serialVersionUID = 1;

    record Spec(Selector selector, List<Endpoint> podMetricsEndpoints) {}

    record Selector(Map<String, String> matchLabels) {}

    record Endpoint(String port, String path, List<Relabeling> relabelings, Authorization authorization) {}

    record Relabeling(String targetLabel, String replacement) {}

    record Authorization(Key credentials) {}

    record Key(String name, String key) {}
}
