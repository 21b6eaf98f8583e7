package dev.stepfold.documentlog.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.connection.ListenersBroker.Listener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients of each kind meet at a real broker: with the right settings, and with one of them wrong. */
@TestInstance(Lifecycle.PER_CLASS)
class ListenersTest {
    /** Longer than any answer takes. */
    private static final int ANSWER_WITHIN_MS = 10_000;

    /** Where no answer comes. */
    private static final int SILENCE_MS = 1_000;

    private static final String TOPIC = "listeners";

    private TokenIssuer issuer;
    private Certificates certificates;
    private ListenersBroker broker;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        issuer = TokenIssuer.start();
        System.setProperty(TokenIssuer.ALLOWED, issuer.tokenEndpoint() + "," + issuer.keysEndpoint());
        certificates = Certificates.in(folder);
        broker = ListenersBroker.start(folder.resolve("data"), certificates, issuer);
        try (Admin admin = KafkaConnection.ofEnvironment(at(Listener.PLAIN)).admin(Map.of())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    @AfterAll
    void stop() {
        System.clearProperty(TokenIssuer.ALLOWED);
        broker.close();
        issuer.close();
    }

    /** Each meets a failure in another way. */
    enum Kind {
        ADMIN {
            @Override
            void reach(KafkaConnection kafka, int withinMs) throws Exception {
                try (Admin admin =
                        kafka.admin(Map.of("default.api.timeout.ms", withinMs, "request.timeout.ms", withinMs))) {
                    var _ = admin.describeCluster().clusterId().get();
                }
            }
        },
        PRODUCER {
            @Override
            void reach(KafkaConnection kafka, int withinMs) throws Exception {
                Producer<String, byte[]> producer = kafka.producer(Map.of(
                        "linger.ms",
                        0,
                        "max.block.ms",
                        withinMs,
                        "request.timeout.ms",
                        withinMs,
                        "delivery.timeout.ms",
                        withinMs));
                try {
                    var _ = producer.send(new ProducerRecord<>(TOPIC, new byte[0]))
                            .get();
                } finally {
                    producer.close(Duration.ZERO);
                }
            }
        },
        CONSUMER {
            @Override
            void reach(KafkaConnection kafka, int withinMs) {
                try (Consumer<String, byte[]> consumer =
                        kafka.consumer(Map.of("default.api.timeout.ms", withinMs, "request.timeout.ms", withinMs))) {
                    var _ = consumer.endOffsets(List.of(new TopicPartition(TOPIC, 0)));
                }
            }
        };

        abstract void reach(KafkaConnection kafka, int withinMs) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCertificateOfTheAuthorityIsLetIn(Kind kind) throws Exception {
        assertThat(met(kind, withCertificate(certificates.client()))).isEqualTo("reached");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aMissingCertificateOfTheClientIsNamed(Kind kind) throws Exception {
        assertThat(met(kind, encrypted(Listener.CERTIFICATES, certificates.authority())))
                .isEqualTo("Kafka at " + broker.at(Listener.CERTIFICATES)
                        + " refuses the certificate of this client, or has none of its own: look at "
                        + "KAFKA_SSL_KEYSTORE_LOCATION");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCertificateOfAnotherAuthorityIsNamed(Kind kind) throws Exception {
        assertThat(met(kind, withCertificate(certificates.otherClient()))).endsWith("KAFKA_SSL_KEYSTORE_LOCATION");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anAuthorityThatIsNotTrustedIsNamed(Kind kind) throws Exception {
        assertThat(met(kind, encrypted(Listener.TOKENS, certificates.otherAuthority(), issuer, TokenIssuer.SECRET)))
                .isEqualTo("the certificate of Kafka at " + broker.at(Listener.TOKENS)
                        + " is of an authority that is not trusted here: look at KAFKA_SSL_TRUSTSTORE_LOCATION");
    }

    @Test
    void aCertificateForAnotherHostIsNamed() throws Exception {
        Map<String, String> environment = withCertificate(certificates.client());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "localhost:" + broker.port(Listener.CERTIFICATES));

        assertThat(met(Kind.ADMIN, environment)).endsWith("is for another host name: look at KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void encryptionThatTheBrokerDoesNotSpeakIsNamed() throws Exception {
        assertThat(met(Kind.ADMIN, encrypted(Listener.PLAIN, certificates.authority()), SILENCE_MS))
                .endsWith("does not encrypt there: look at KAFKA_SECURITY_PROTOCOL");
    }

    @Test
    void encryptionThatTheBrokerWantsIsNamed() throws Exception {
        assertThat(met(Kind.ADMIN, at(Listener.CERTIFICATES)))
                .isEqualTo("Kafka at " + broker.at(Listener.CERTIFICATES)
                        + " encrypts there: look at KAFKA_SECURITY_PROTOCOL");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTokenIsLetIn(Kind kind) throws Exception {
        assertThat(met(kind, encrypted(Listener.TOKENS, certificates.authority(), issuer, TokenIssuer.SECRET)))
                .isEqualTo("reached");
    }

    @Test
    void aTokenThatTheBrokerDoesNotBelieveIsNamed() throws Exception {
        issuer.signWithAnotherKey();
        try {
            assertThat(met(
                            Kind.ADMIN,
                            encrypted(Listener.TOKENS, certificates.authority(), issuer, TokenIssuer.SECRET)))
                    .contains("refuses the token: look at KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL")
                    .doesNotContain(TokenIssuer.SECRET);
        } finally {
            issuer.signWithThePublishedKey();
        }
    }

    @Test
    void aLoginThatTheBrokerDoesNotAskForIsNamed() throws Exception {
        Map<String, String> environment = new HashMap<>(issuer.environment(TokenIssuer.SECRET));
        environment.putAll(at(Listener.PLAIN));
        environment.put("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT");

        assertThat(met(Kind.ADMIN, environment)).contains("look at KAFKA_SECURITY_PROTOCOL");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void addressesThatTheBrokersAdvertiseAndNobodyReachesAreNamed(Kind kind) throws Exception {
        assertThat(met(kind, at(Listener.ELSEWHERE), SILENCE_MS)).contains("advertised.listeners");
    }

    @Test
    void hostsThatTheBrokersAdvertiseAndNobodyKnowsAreNamed() throws Exception {
        assertThat(met(Kind.ADMIN, at(Listener.UNKNOWN_HOST), SILENCE_MS)).contains("advertised.listeners");
    }

    private Map<String, String> at(Listener listener) {
        return new HashMap<>(Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.at(listener)));
    }

    private Map<String, String> withCertificate(Path keyAndCertificate) {
        Map<String, String> environment = encrypted(Listener.CERTIFICATES, certificates.authority());
        environment.put("KAFKA_SSL_KEYSTORE_TYPE", "PEM");
        environment.put("KAFKA_SSL_KEYSTORE_LOCATION", keyAndCertificate.toString());
        return environment;
    }

    private Map<String, String> encrypted(Listener listener, Path authority) {
        Map<String, String> environment = at(listener);
        environment.put("KAFKA_SECURITY_PROTOCOL", "SSL");
        environment.put("KAFKA_SSL_TRUSTSTORE_TYPE", "PEM");
        environment.put("KAFKA_SSL_TRUSTSTORE_LOCATION", authority.toString());
        return environment;
    }

    private Map<String, String> encrypted(Listener listener, Path authority, TokenIssuer tokens, String secret) {
        Map<String, String> environment = encrypted(listener, authority);
        environment.putAll(tokens.environment(secret));
        environment.put("KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
        return environment;
    }

    /** What a client meets with these variables. */
    private static String met(Kind kind, Map<String, String> environment) throws Exception {
        return met(kind, environment, ANSWER_WITHIN_MS);
    }

    private static String met(Kind kind, Map<String, String> environment, int withinMs) throws Exception {
        KafkaConnection kafka = KafkaConnection.ofEnvironment(environment);
        try {
            kind.reach(kafka, withinMs);
            return "reached";
        } catch (ExecutionException | KafkaException e) {
            return KafkaProblem.sentence(kafka, e);
        }
    }
}
