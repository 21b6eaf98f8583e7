package dev.stepfold.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.deploy.Manifests.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The three services as Kubernetes runs them. */
class WorkloadTest {
    private static final String PREFIX = "stepfold-";
    private static final int USER = 10_001;

    /** All time that any service has to stop where a local supervisor stops it. */
    private static final long CLOSING_S = 30;

    /** Partitions of the shared topics, unless {@code STEPFOLD_PARTITIONS} says otherwise: more instances have nothing to do. */
    private static final int PARTITIONS = 6;

    private static final Manifests BASE = Manifests.in(Manifests.BASE);

    static Stream<Workload> workloads() {
        return BASE.workloads().stream();
    }

    @Test
    void areAllThree() {
        assertThat(workloads())
                .extracting(Workload::name)
                .containsExactlyInAnyOrder("stepfold-gateway", "stepfold-orchestrator", "stepfold-projection");
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void knowTheirOwnPodsAndNoOthers(Workload workload) {
        assertThat(workload.selector()).isNotEmpty();
        assertThat(workload.labels()).containsAllEntriesOf(workload.selector());
        assertThat(workloads().filter(other -> matches(workload.selector(), other)))
                .extracting(Workload::name)
                .containsExactly(workload.name());
    }

    @Test
    void areWhatServicesBudgetsAndPoliciesSelect() {
        Stream.concat(
                        BASE.all(Service.class).stream()
                                .map(service -> service.getSpec().getSelector()),
                        Stream.concat(
                                BASE.all(PodDisruptionBudget.class).stream()
                                        .map(budget ->
                                                budget.getSpec().getSelector().getMatchLabels()),
                                BASE.all(NetworkPolicy.class).stream()
                                        .map(policy -> policy.getSpec()
                                                .getPodSelector()
                                                .getMatchLabels())))
                .forEach(selector -> assertThat(workloads().filter(workload -> matches(selector, workload)))
                        .as(selector.toString())
                        .hasSize(1));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void mayNotAllGoAtOnce(Workload workload) {
        PodDisruptionBudget budget = BASE.one(PodDisruptionBudget.class, workload.name());

        assertThat(budget.getSpec().getMinAvailable()).isNull();
        assertThat(budget.getSpec().getMaxUnavailable().getIntVal())
                .isPositive()
                .isLessThan(workload.replicas());
        assertThat(matches(budget.getSpec().getSelector().getMatchLabels(), workload))
                .isTrue();
        assertThat(workload.replicas()).isLessThanOrEqualTo(PARTITIONS);
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void areKeptApart(Workload workload) {
        PodSpec pod = workload.template().getSpec();

        assertThat(pod.getAffinity().getPodAntiAffinity().getPreferredDuringSchedulingIgnoredDuringExecution())
                .singleElement()
                .satisfies(apart -> {
                    assertThat(apart.getPodAffinityTerm().getTopologyKey()).isEqualTo("kubernetes.io/hostname");
                    assertThat(apart.getPodAffinityTerm().getLabelSelector().getMatchLabels())
                            .isEqualTo(workload.selector());
                });
        assertThat(pod.getTopologySpreadConstraints()).singleElement().satisfies(spread -> {
            assertThat(spread.getTopologyKey()).isEqualTo("topology.kubernetes.io/zone");
            assertThat(spread.getWhenUnsatisfiable()).isEqualTo("ScheduleAnyway");
            assertThat(spread.getLabelSelector().getMatchLabels()).isEqualTo(workload.selector());
        });
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void haveNoRightThatTheyDoNotNeed(Workload workload) {
        PodSpec pod = workload.template().getSpec();

        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(BASE.one(ServiceAccount.class, pod.getServiceAccountName()).getAutomountServiceAccountToken())
                .isFalse();
        assertThat(pod.getEnableServiceLinks()).isFalse();
        assertThat(pod.getHostNetwork()).isNull();
        assertThat(pod.getSecurityContext()).satisfies(context -> {
            assertThat(context.getRunAsNonRoot()).isTrue();
            assertThat(context.getRunAsUser()).isEqualTo(USER);
            assertThat(context.getRunAsGroup()).isEqualTo(USER);
            assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        });
        assertThat(container(workload).getSecurityContext()).satisfies(context -> {
            assertThat(context.getAllowPrivilegeEscalation()).isFalse();
            assertThat(context.getReadOnlyRootFilesystem()).isTrue();
            assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(context.getCapabilities().getAdd()).isNullOrEmpty();
            assertThat(context.getPrivileged()).isNull();
        });
        assertThat(DockerfileTest.DOCKERFILE.last("USER")).isEqualTo(USER + ":" + USER);
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void canWriteWhereTheyWrite(Workload workload) {
        PodSpec pod = workload.template().getSpec();
        Map<String, String> mounts = container(workload).getVolumeMounts().stream()
                .collect(Collectors.toMap(VolumeMount::getMountPath, VolumeMount::getName));
        Set<String> volumes = new HashSet<>();
        pod.getVolumes().forEach(volume -> volumes.add(volume.getName()));
        claims(workload).forEach(claim -> volumes.add(claim.getMetadata().getName()));

        assertThat(mounts).containsKey("/tmp");
        assertThat(volumes).containsExactlyInAnyOrderElementsOf(mounts.values());
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getEmptyDir() != null)
                .extracting(volume -> volume.getEmptyDir().getSizeLimit())
                .doesNotContainNull();
        assertThat(pod.getVolumes()).extracting(Volume::getHostPath).containsOnlyNulls();
    }

    @Test
    void keepTheProjectionsStatesOnAVolume() {
        Workload projection = workload("stepfold-projection");
        String states = value(projection, "STEPFOLD_DATA_DIR");

        assertThat(claims(projection)).singleElement().satisfies(claim -> {
            assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteOnce");
            assertThat(container(projection).getVolumeMounts())
                    .filteredOn(
                            mount -> mount.getName().equals(claim.getMetadata().getName()))
                    .singleElement()
                    .satisfies(mount -> assertThat(states).startsWith(mount.getMountPath() + "/"));
        });
        assertThat(projection.template().getSpec().getSecurityContext().getFsGroup())
                .isEqualTo(USER);
    }

    @Test
    void areMembersOfTheirGroupsByTheNamesOfTheirPods() {
        List.of("stepfold-orchestrator", "stepfold-projection").forEach(name -> {
            assertThat(BASE.one(StatefulSet.class, name).getSpec().getTemplate())
                    .isNotNull();
            assertThat(variable(workload(name), "STEPFOLD_INSTANCE")
                            .getValueFrom()
                            .getFieldRef()
                            .getFieldPath())
                    .isEqualTo("metadata.name");
        });
    }

    @Test
    void reachEachOtherByNamesThatThereAre() {
        StatefulSet projections = BASE.one(StatefulSet.class, "stepfold-projection");
        Service pods = BASE.one(Service.class, projections.getSpec().getServiceName());
        Service any = BASE.one(Service.class, "stepfold-projection");

        assertThat(pods.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(any.getSpec().getClusterIP()).isNull();
        assertThat(value(workload("stepfold-projection"), "STEPFOLD_ADVERTISED_URL"))
                .isEqualTo("http://$(STEPFOLD_INSTANCE)." + pods.getMetadata().getName() + ":" + port("projection"));
        assertThat(value(workload("stepfold-gateway"), "STEPFOLD_PROJECTION_URL"))
                .isEqualTo("http://" + any.getMetadata().getName() + ":" + port("projection"));
        assertThat(BASE.one(StatefulSet.class, "stepfold-orchestrator")
                        .getSpec()
                        .getServiceName())
                .isEqualTo(BASE.one(Service.class, "stepfold-orchestrator")
                        .getMetadata()
                        .getName());
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void listenWhereTheServicesDo(Workload workload) {
        int port = port(workload.name().substring(PREFIX.length()));

        assertThat(container(workload).getPorts()).singleElement().satisfies(given -> {
            assertThat(given.getContainerPort()).isEqualTo(port);
            assertThat(given.getName()).isEqualTo("http");
        });
        assertThat(BASE.all(Service.class))
                .filteredOn(service -> matches(service.getSpec().getSelector(), workload))
                .isNotEmpty()
                .allSatisfy(service -> assertThat(service.getSpec().getPorts())
                        .singleElement()
                        .satisfies(given -> {
                            assertThat(given.getPort()).isEqualTo(port);
                            assertThat(given.getTargetPort()).isEqualTo(new IntOrString("http"));
                        }));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void areStartedAnewOnlyWhereTheyDoNotAnswerAtAll(Workload workload) {
        Container container = container(workload);

        assertThat(asked(container.getLivenessProbe()).getPath()).isEqualTo("/health/liveness");
        assertThat(container.getLivenessProbe().getPeriodSeconds()
                        * container.getLivenessProbe().getFailureThreshold())
                // The service itself ends after that, and says in which state its threads are.
                .isGreaterThanOrEqualTo(60);
        boolean gateway = workload.name().equals("stepfold-gateway");
        assertThat(asked(container.getStartupProbe()).getPath()).isEqualTo(gateway ? "/health" : "/health/liveness");
        assertThat(asked(container.getReadinessProbe()).getPath()).isEqualTo(gateway ? "/health/liveness" : "/health");
        if (gateway) {
            assertThat(List.of(
                            container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe()))
                    .allSatisfy(probe -> assertThat(asked(probe).getHttpHeaders())
                            .singleElement()
                            .satisfies(header -> {
                                assertThat(header.getName()).isEqualTo("Host");
                                assertThat(header.getValue()).isEqualTo("localhost");
                            }));
        }
    }

    private static HTTPGetAction asked(Probe probe) {
        assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("http"));
        assertThat(probe.getTimeoutSeconds()).isPositive();
        return probe.getHttpGet();
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void haveTheTimeToStop(Workload workload) {
        Container container = container(workload);
        long wait = container.getLifecycle() == null
                ? 0
                : container.getLifecycle().getPreStop().getSleep().getSeconds();

        assertThat(workload.template().getSpec().getTerminationGracePeriodSeconds())
                .isGreaterThanOrEqualTo(wait + CLOSING_S);
        // Who gets requests by a Service gets none any more when it is told to stop.
        assertThat(wait > 0).isEqualTo(!workload.name().equals("stepfold-orchestrator"));
    }

    /** docs/limits.md, containers. */
    @Test
    void haveTheMemoryThatIsDocumented() {
        assertThat(memory("stepfold-orchestrator")).isEqualTo("2Gi");
        assertThat(memory("stepfold-projection")).isEqualTo("768Mi");
        assertThat(memory("stepfold-gateway")).isEqualTo("1Gi");
        assertThat(Manifests.text(Path.of("..", "docs", "limits.md")))
                .contains("| memory, `/tmp` included | 1.5 GiB | 2 GiB | 768 MiB | 1 GiB |");
    }

    private static String memory(String name) {
        var resources = container(workload(name)).getResources();
        assertThat(resources.getRequests().get("memory"))
                .isEqualTo(resources.getLimits().get("memory"));
        assertThat(resources.getRequests()).containsKey("cpu");
        assertThat(resources.getLimits()).doesNotContainKey("cpu");
        return String.valueOf(resources.getLimits().get("memory"));
    }

    @Test
    void takeSecretsThatSomebodyIsToldToMake() {
        String told = Manifests.text(Path.of("..", "docs", "kubernetes.md"));

        assertThat(workloads())
                .flatExtracting(workload -> container(workload).getEnv())
                .filteredOn(variable -> variable.getValueFrom() != null
                        && variable.getValueFrom().getSecretKeyRef() != null)
                .isNotEmpty()
                .allSatisfy(variable -> {
                    SecretKeySelector secret = variable.getValueFrom().getSecretKeyRef();
                    assertThat(secret.getName()).isEqualTo("stepfold-secrets");
                    assertThat(told).contains("secret generic " + secret.getName());
                    assertThat(told).contains("`" + secret.getKey() + "`");
                    assertThat(Boolean.TRUE.equals(secret.getOptional()))
                            .isEqualTo(!secret.getKey().equals("service-secret"));
                });
    }

    @Test
    void areReachedOnlyByThoseWhoAskThem() {
        assertThat(BASE.one(NetworkPolicy.class, "stepfold-gateway").getSpec().getIngress())
                .singleElement()
                .satisfies(rule -> assertThat(rule.getFrom()).isNullOrEmpty());
        assertThat(peers("stepfold-orchestrator")).containsExactlyInAnyOrder("monitoring");
        assertThat(peers("stepfold-projection"))
                .containsExactlyInAnyOrder("stepfold-gateway", "stepfold-projection", "monitoring");
    }

    private static List<String> peers(String name) {
        NetworkPolicy policy = BASE.one(NetworkPolicy.class, name);
        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress");
        assertThat(policy.getSpec().getIngress())
                .singleElement()
                .satisfies(rule -> assertThat(rule.getPorts())
                        .singleElement()
                        .satisfies(port -> assertThat(port.getPort()).isEqualTo(new IntOrString("http"))));
        return policy.getSpec().getIngress().getFirst().getFrom().stream()
                .flatMap(peer -> Stream.of(peer.getPodSelector(), peer.getNamespaceSelector()))
                .filter(selector -> selector != null)
                .flatMap(selector -> selector.getMatchLabels().values().stream())
                .toList();
    }

    private static boolean matches(Map<String, String> selector, Workload workload) {
        return workload.labels().entrySet().containsAll(selector.entrySet());
    }

    private static Workload workload(String name) {
        return workloads()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Container container(Workload workload) {
        List<Container> containers = workload.template().getSpec().getContainers();
        assertThat(containers)
                .extracting(container -> PREFIX + container.getName())
                .containsExactly(workload.name());
        return containers.getFirst();
    }

    private static List<PersistentVolumeClaim> claims(Workload workload) {
        return BASE.all(StatefulSet.class).stream()
                .filter(set -> set.getMetadata().getName().equals(workload.name()))
                .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
                .toList();
    }

    private static EnvVar variable(Workload workload, String name) {
        return container(workload).getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name));
    }

    private static String value(Workload workload, String name) {
        return variable(workload, name).getValue();
    }

    /** As the service's own configuration has it. */
    private static int port(String service) {
        Path file = Path.of("..", service + "-service", "src", "main", "resources", "application.properties");
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Integer.parseInt(properties.getProperty("micronaut.server.port"));
    }
}
