package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.rights.Right;
import dev.stepfold.documentlog.rights.ServiceRights;
import dev.stepfold.localstack.cluster.ScramOverTls;
import dev.stepfold.localstack.cluster.ThreeBrokers;
import dev.stepfold.localstack.system.PacedModel.Reply;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three brokers with TLS, SCRAM and Kafka's standard authorizer; two of each service, each kind as a user with exactly its rights.
 * Asked for with {@code -Dstepfold.cluster.secured=true}; it then takes one right of each service away, and with
 * {@code -Dstepfold.cluster.complete=true} every right.
 */
@EnabledIfSystemProperty(named = "stepfold.cluster.secured", matches = "true")
@TestInstance(Lifecycle.PER_CLASS)
class SecuredClusterIT {
    private static final boolean COMPLETE = Boolean.getBoolean("stepfold.cluster.complete");
    private static final String REQUEST = "Create a task management system";
    private static final KafkaNames NAMES = new KafkaNames("acme.agents");
    private static final Duration SOON = Duration.ofSeconds(90);

    /** Left as it is, for a look at the logs. */
    private static final Path HOME = Path.of("target", "secured-cluster").toAbsolutePath();

    private PacedModel model;
    private ThreeBrokers cluster;
    private Admin operator;
    private TwoOfEach system;
    private Client client;

    @BeforeAll
    void start() throws Exception {
        StoppedStack.deleteTree(HOME);
        Files.createDirectories(HOME);
        ScramOverTls security = ScramOverTls.in(
                HOME,
                Arrays.stream(ServiceRights.values())
                        .map(ServiceRights::toString)
                        .toList());
        cluster = ThreeBrokers.start(HOME.resolve("brokers"), security, Map.of());
        operator = Admin.create(cluster.adminConnection());
        for (ServiceRights service : ServiceRights.values()) {
            grant(service, service.rights(NAMES));
        }
        model = PacedModel.start((_, _) -> new Reply(200, Duration.ofMillis(50)));
        system = TwoOfEach.start(
                HOME,
                service -> environment(security, service),
                model,
                Map.of("STEPFOLD_PREFIX", NAMES.prefix(), "STEPFOLD_ARCHIVE_AFTER", "2s"));
        client = new Client(system.gateways().getFirst());
    }

    private Map<String, String> environment(ScramOverTls security, String service) {
        Map<String, String> environment = new HashMap<>(security.environmentOf(service));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrapServers());
        return environment;
    }

    @AfterAll
    void stop() {
        Stream.<AutoCloseable>of(system, operator, cluster, model)
                .filter(Objects::nonNull)
                .forEach(part -> {
                    try {
                        part.close();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void doesEverythingWithExactlyTheseRights() throws Exception {
        String id = client.create(REQUEST, Runs.newKey());
        List<Frame> frames = client.follow(id, "-1", Runs::endsRun);
        List<RecordedEvent> history = client.history(id);
        Runs.assertCompletedOnce(history);
        assertThat(Runs.recorded(frames)).isEqualTo(history.subList(0, frames.size()));

        // It goes to the archive by itself, comes back for a change, and is erased.
        await().atMost(SOON).until(() -> !topics().contains(NAMES.documentPrefix() + id));
        assertThat(client.history(id)).startsWith(history.toArray(RecordedEvent[]::new));
        client.control(id, "restart", "{\"step\":\"action-generation\"}", Runs.newKey());
        await().atMost(SOON).until(() -> topics().contains(NAMES.documentPrefix() + id));
        assertThat(client.erase(id)).isEqualTo(202);
        await().atMost(SOON).until(() -> client.get("/api/documents/" + id).statusCode() == 404);

        assertThat(topics()).allMatch(topic -> topic.startsWith(NAMES.prefix()) || topic.startsWith("__"));
    }

    /** One right of each service in a round, since each is a user of its own. */
    static Stream<Map<ServiceRights, Right>> rounds() {
        int most = Arrays.stream(ServiceRights.values())
                .mapToInt(service -> service.rights(NAMES).size())
                .max()
                .orElseThrow();
        return IntStream.range(0, COMPLETE ? most : 1).mapToObj(round -> {
            Map<ServiceRights, Right> one = new EnumMap<>(ServiceRights.class);
            for (ServiceRights service : ServiceRights.values()) {
                List<Right> rights = service.rights(NAMES);
                if (round < rights.size()) {
                    one.put(service, rights.get(round));
                }
            }
            return one;
        });
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void aRightThatIsTakenAwayIsNamed(Map<ServiceRights, Right> taken) throws Exception {
        // Given a document at work, since Kafka tells the rights on topics that exist
        model.hold(StepId.first());
        String id = client.create(REQUEST, Runs.newKey());
        await().atMost(SOON).until(() -> topics().contains(NAMES.documentPrefix() + id));

        // When
        for (Map.Entry<ServiceRights, Right> one : taken.entrySet()) {
            revoke(one.getKey(), one.getValue());
        }

        // Then each says so, and is well again when it has it back
        try {
            for (Map.Entry<ServiceRights, Right> one : taken.entrySet()) {
                for (URI service : system.urls(one.getKey().toString())) {
                    await("what " + one.getKey() + " says of " + one.getValue())
                            .atMost(SOON)
                            .until(() -> health(service).contains(one.getValue().toString()));
                }
            }
        } finally {
            for (Map.Entry<ServiceRights, Right> one : taken.entrySet()) {
                grant(one.getKey(), List.of(one.getValue()));
            }
        }
        model.release(StepId.first());
        system.awaitHealthy();
        client.follow(id, "-1", Runs::endsRun);
    }

    private static String health(URI service) {
        return new Client(service).get("/health").body();
    }

    private List<String> topics() throws Exception {
        return List.copyOf(operator.listTopics().names().get(30, TimeUnit.SECONDS));
    }

    private void grant(ServiceRights service, List<Right> rights) throws Exception {
        List<AclBinding> bindings = new ArrayList<>();
        rights.forEach(right -> bindings.add(binding(service, right)));
        operator.createAcls(bindings).all().get(30, TimeUnit.SECONDS);
    }

    private void revoke(ServiceRights service, Right right) throws Exception {
        operator.deleteAcls(List.of(binding(service, right).toFilter())).all().get(30, TimeUnit.SECONDS);
    }

    private static AclBinding binding(ServiceRights service, Right right) {
        return new AclBinding(
                new ResourcePattern(right.type(), right.name(), right.pattern()),
                new AccessControlEntry("User:" + service, "*", right.operation(), AclPermissionType.ALLOW));
    }
}
