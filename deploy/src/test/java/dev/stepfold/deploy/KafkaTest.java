package dev.stepfold.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.rights.Right;
import dev.stepfold.documentlog.rights.ServiceRights;
import dev.stepfold.schemas.KafkaNames;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.kafka.KafkaAuthorizationSimple;
import io.strimzi.api.kafka.model.kafka.KafkaClusterSpec;
import io.strimzi.api.kafka.model.kafka.KafkaResources;
import io.strimzi.api.kafka.model.kafka.listener.GenericKafkaListener;
import io.strimzi.api.kafka.model.kafka.listener.KafkaListenerType;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.nodepool.ProcessRoles;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTransactionalIdResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleType;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Kafka that Strimzi runs, and how the services connect to it. */
class KafkaTest {
    private static final Manifests STRIMZI = Manifests.in(Manifests.STRIMZI);
    private static final String CLUSTER_OF = "strimzi.io/cluster";

    private final Kafka kafka = STRIMZI.all(Kafka.class).getFirst();
    private final String cluster = kafka.getMetadata().getName();
    private final Map<String, String> settings = settings();

    @ParameterizedTest
    @EnumSource
    void givesEachServiceExactlyItsRights(ServiceRights service) {
        KafkaUser user = STRIMZI.one(KafkaUser.class, "stepfold-" + service);

        assertThat(user.getMetadata().getLabels()).containsEntry(CLUSTER_OF, cluster);
        assertThat(user.getSpec().getAuthorization())
                .isInstanceOfSatisfying(
                        KafkaUserAuthorizationSimple.class,
                        simple -> assertThat(simple.getAcls().stream().flatMap(KafkaTest::granted))
                                .doesNotHaveDuplicates()
                                .containsExactlyInAnyOrderElementsOf(service.rights(KafkaNames.DEFAULT).stream()
                                        .map(Granted::of)
                                        .toList()));
    }

    @Test
    void hasNoOtherUsers() {
        assertThat(STRIMZI.all(KafkaUser.class)).hasSameSizeAs(ServiceRights.values());
    }

    private static Stream<Granted> granted(AclRule rule) {
        assertThat(rule.getType()).isEqualTo(AclRuleType.ALLOW);
        assertThat(rule.getHost()).isIn(null, "*");
        return rule.getOperations().stream()
                .map(operation -> resource(rule.getResource(), operation(operation.toValue())));
    }

    private static Granted resource(AclRuleResource resource, AclOperation operation) {
        return switch (resource) {
            case AclRuleTopicResource topic ->
                new Granted(ResourceType.TOPIC, pattern(topic.getPatternType().toValue()), topic.getName(), operation);
            case AclRuleGroupResource group ->
                new Granted(ResourceType.GROUP, pattern(group.getPatternType().toValue()), group.getName(), operation);
            case AclRuleTransactionalIdResource id ->
                new Granted(
                        ResourceType.TRANSACTIONAL_ID,
                        pattern(id.getPatternType().toValue()),
                        id.getName(),
                        operation);
            default -> throw new AssertionError(resource.getType());
        };
    }

    private static PatternType pattern(String name) {
        return name.equals("prefix") ? PatternType.PREFIXED : PatternType.fromString(name.toUpperCase(Locale.ROOT));
    }

    /** Such as {@code DESCRIBE_CONFIGS} for {@code DescribeConfigs}. */
    private static AclOperation operation(String name) {
        return AclOperation.fromString(name.replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
    }

    private record Granted(ResourceType type, PatternType pattern, String name, AclOperation operation) {
        static Granted of(Right right) {
            return new Granted(right.type(), right.pattern(), right.name(), right.operation());
        }
    }

    @Test
    void checksRights() {
        assertThat(kafka.getSpec().getKafka().getAuthorization()).isInstanceOf(KafkaAuthorizationSimple.class);
    }

    @Test
    void isWhatTheServicesConnectTo() {
        assertThat(kafka.getSpec().getKafka().getListeners()).singleElement().satisfies(listener -> {
            assertThat(listener.getType()).isEqualTo(KafkaListenerType.INTERNAL);
            assertThat(listener.isTls()).isTrue();
            assertThat(settings)
                    .containsEntry("KAFKA_BOOTSTRAP_SERVERS", bootstrap(listener))
                    .containsEntry("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                    .containsEntry(
                            "KAFKA_SASL_MECHANISM", listener.getAuth().getType().toUpperCase(Locale.ROOT));
        });
        assertThat(STRIMZI.all(KafkaUser.class))
                .extracting(user -> user.getSpec().getAuthentication().getType())
                .containsOnly("scram-sha-512");
    }

    private String bootstrap(GenericKafkaListener listener) {
        return KafkaResources.bootstrapServiceName(cluster) + ":" + listener.getPort();
    }

    @Test
    void isTrustedAndToldTheSecretsThatStrimziMakes() {
        assertThat(STRIMZI.workloads()).hasSize(3).allSatisfy(patch -> {
            PodSpec pod = patch.template().getSpec();
            Container container = pod.getContainers().getFirst();
            assertThat(container.getEnv()).singleElement().satisfies(variable -> {
                assertThat(variable.getName()).isEqualTo("KAFKA_SASL_JAAS_CONFIG");
                var secret = variable.getValueFrom().getSecretKeyRef();
                assertThat(STRIMZI.one(KafkaUser.class, secret.getName())
                                .getMetadata()
                                .getName())
                        .isEqualTo(patch.name());
                assertThat(secret.getKey()).isEqualTo("sasl.jaas.config");
            });
            assertThat(pod.getVolumes()).singleElement().satisfies(volume -> {
                assertThat(volume.getSecret().getSecretName())
                        .isEqualTo(KafkaResources.clusterCaCertificateSecretName(cluster));
                assertThat(volume.getSecret().getItems()).singleElement().satisfies(item -> {
                    assertThat(item.getKey()).isEqualTo("ca.crt");
                    assertThat(container.getVolumeMounts()).singleElement().satisfies(mount -> {
                        assertThat(mount.getName()).isEqualTo(volume.getName());
                        assertThat(mount.getReadOnly()).isTrue();
                        assertThat(settings)
                                .containsEntry(
                                        "KAFKA_SSL_TRUSTSTORE_LOCATION", mount.getMountPath() + "/" + item.getPath());
                    });
                });
            });
        });
        assertThat(settings).containsEntry("KAFKA_SSL_TRUSTSTORE_TYPE", "PEM");
    }

    /** docs/kafka-clusters.md: three replicas, of which two must be in sync; and no topic that nobody created. */
    @Test
    void keepsWhatItAcknowledges() {
        KafkaNodePool brokers = STRIMZI.all(KafkaNodePool.class).getFirst();
        Map<String, Object> config = kafka.getSpec().getKafka().getConfig();

        assertThat(STRIMZI.all(KafkaNodePool.class)).hasSize(1);
        assertThat(brokers.getMetadata().getLabels()).containsEntry(CLUSTER_OF, cluster);
        assertThat(brokers.getSpec().getRoles())
                .containsExactlyInAnyOrder(ProcessRoles.BROKER, ProcessRoles.CONTROLLER);
        assertThat(brokers.getSpec().getReplicas()).isEqualTo(3);
        assertThat(settings).containsEntry("STEPFOLD_REPLICATION_FACTOR", "3");
        assertThat(config)
                .containsEntry("default.replication.factor", 3)
                .containsEntry("min.insync.replicas", 2)
                .containsEntry("offsets.topic.replication.factor", 3)
                .containsEntry("transaction.state.log.replication.factor", 3)
                .containsEntry("transaction.state.log.min.isr", 2)
                .containsEntry("auto.create.topics.enable", false);
        assertThat(KafkaClusterSpec.FORBIDDEN_PREFIXES.split(", *", -1))
                .as("what Strimzi decides itself")
                .hasSizeGreaterThan(10)
                .noneMatch(prefix -> config.keySet().stream().anyMatch(name -> name.startsWith(prefix)));
        assertThat(kafka.getSpec().getEntityOperator().getUserOperator()).isNotNull();
        assertThat(kafka.getSpec().getEntityOperator().getTopicOperator()).isNull();
    }

    /** Those of all services, merged as kustomize merges them. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        for (var folder : List.of(Manifests.BASE, Manifests.STRIMZI)) {
            Kustomization.of(folder).configMapGenerator().stream()
                    .filter(map -> map.name().equals("stepfold"))
                    .forEach(map -> settings.putAll(map.values()));
        }
        return settings;
    }
}
