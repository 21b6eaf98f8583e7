package dev.stepfold.documentlog.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.testkit.SaslBroker;
import dev.stepfold.testkit.SharedBroker;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures as a real client meets them, and those that would need another broker. */
class KafkaProblemTest {
    /** Where no broker answers, the client says so when its time is over. */
    private static final Map<String, Object> SOON =
            Map.of("default.api.timeout.ms", 3_000, "request.timeout.ms", 3_000);

    private static final Map<String, Object> PATIENT = Map.of();

    @RegisterExtension
    static final SaslBroker SASL = new SaslBroker();

    @RegisterExtension
    static final SharedBroker PLAIN = new SharedBroker();

    @Test
    void namesTheLoginOfAWrongPassword() throws Exception {
        assertThat(met(SASL.environment("wrong-password"), PATIENT))
                .isEqualTo("Kafka at " + SASL.bootstrapServers() + " refuses the login: look at user and password in "
                        + "KAFKA_SASL_JAAS_CONFIG, and at KAFKA_SASL_MECHANISM")
                .doesNotContain("wrong-password");
    }

    @Test
    void namesTheMechanismThatTheBrokerDoesNotOffer() throws Exception {
        Map<String, String> environment = new HashMap<>(SASL.environment(SaslBroker.PASSWORD));
        environment.put("KAFKA_SASL_MECHANISM", "PLAIN");
        environment.put(
                "KAFKA_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"p\";");

        assertThat(met(environment, PATIENT))
                .endsWith("does not offer this way to log in: look at KAFKA_SASL_MECHANISM");
    }

    @Test
    void namesTheAddressWhereNothingListens() throws Exception {
        assertThat(met(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"), SOON))
                .isEqualTo("nothing accepts connections at 127.0.0.1:1: look at KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void namesWhatCanBeWrongWhereSomethingListensThatIsNoBroker() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            assertThat(met(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + silent.getLocalPort()), SOON))
                    .contains("but no broker answers: look at KAFKA_SECURITY_PROTOCOL")
                    .contains("advertised.listeners");
        }
    }

    @Test
    void namesTheAddressThatCannotBeResolved() throws Exception {
        assertThat(met(Map.of("KAFKA_BOOTSTRAP_SERVERS", "no-such-host.invalid:9092"), SOON))
                .isEqualTo(
                        "the addresses no-such-host.invalid:9092 cannot be resolved: look at KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void namesTheSettingsThatNoClientCanBeMadeWith() throws Exception {
        assertThat(met(
                        Map.of(
                                "KAFKA_SECURITY_PROTOCOL", "SSL",
                                "KAFKA_SSL_TRUSTSTORE_LOCATION", "/no/such/file",
                                "KAFKA_SSL_TRUSTSTORE_PASSWORD", "hidden"),
                        SOON))
                .isEqualTo("no client of Kafka can be made with these settings: look at KAFKA_SECURITY_PROTOCOL, "
                        + "KAFKA_SSL_TRUSTSTORE_LOCATION, KAFKA_SSL_TRUSTSTORE_PASSWORD");
    }

    @Test
    void namesTopicsWithDifferentNumbersOfPartitions() throws Exception {
        KafkaNames names = new KafkaNames("uneven");
        KafkaConnection kafka = KafkaConnection.to(PLAIN.bootstrapServers()).withNames(names);
        try (Admin admin = kafka.admin(Map.of())) {
            admin.createTopics(List.of(new NewTopic(names.stepEvents(), 3, (short) 1)))
                    .all()
                    .get();
            // Kafka answers a creation before every broker knows of it.
            await().untilAsserted(() -> assertThatThrownBy(
                            () -> SharedTopics.ensure(admin, names, new TopicLayout(2, (short) 1)))
                    .isInstanceOfSatisfying(
                            LogUnavailableException.class,
                            failure -> assertThat(KafkaProblem.sentence(kafka, failure))
                                    .startsWith(
                                            "the topic uneven.step-events has 3 partitions and uneven.commands has 2")
                                    .contains("STEPFOLD_PARTITIONS")));
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void namesASettingOfOtherFailures(Throwable failure, String sentence) {
        KafkaConnection kafka = KafkaConnection.ofEnvironment(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));

        assertThat(KafkaProblem.sentence(kafka, new LogUnavailableException("what", new ExecutionException(failure))))
                .contains(sentence);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new UnsupportedVersionException("old"), "is too old: Stepfold needs Kafka 4.0 or newer"),
                Arguments.of(
                        new TopicAuthorizationException(Set.of("stepfold.commands")),
                        "too few rights on stepfold.commands"),
                Arguments.of(
                        ssl("PKIX path building failed: unable to find valid certification path"),
                        "of an authority that is not trusted here: look at KAFKA_SSL_TRUSTSTORE_LOCATION"),
                Arguments.of(
                        ssl("No subject alternative names matching IP address 127.0.0.1 found"),
                        "for another host name: look at KAFKA_BOOTSTRAP_SERVERS"),
                Arguments.of(ssl("Received fatal alert: bad_certificate"), "look at KAFKA_SSL_KEYSTORE_LOCATION"),
                Arguments.of(
                        ssl("Unsupported or unrecognized SSL message"),
                        "does not encrypt there: look at KAFKA_SECURITY_PROTOCOL"));
    }

    private static SslAuthenticationException ssl(String message) {
        return new SslAuthenticationException("SSL handshake failed", new SSLHandshakeException(message));
    }

    /** What an admin client meets with these variables. */
    private static String met(Map<String, String> environment, Map<String, Object> patience)
            throws InterruptedException {
        KafkaConnection kafka = KafkaConnection.ofEnvironment(environment);
        try (Admin admin = kafka.admin(patience)) {
            return "reached " + admin.describeCluster().clusterId().get();
        } catch (ExecutionException | KafkaException e) {
            return KafkaProblem.sentence(kafka, e);
        }
    }
}
