package dev.stepfold.documentlog.connection;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * What a failure of a Kafka client means to the person who runs Stepfold: one sentence that names the setting to look
 * at. It quotes nothing that may hold a secret.
 */
public final class KafkaProblem {
    private KafkaProblem() {}

    /**
     * The sentence; without a full stop. Where Kafka does not answer, it tries for up to a few seconds whether anything
     * accepts connections at its addresses.
     */
    public static String sentence(KafkaConnection kafka, Throwable failure) {
        List<Throwable> causes = causes(failure);
        Optional<String> unusable =
                first(causes, UnusableConnectionException.class).map(Throwable::getMessage);
        if (unusable.isPresent()) {
            return unusable.get();
        }
        try {
            return sentence(kafka, causes);
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String sentence(KafkaConnection kafka, List<Throwable> causes) {
        return Stream.of(
                        first(causes, WrongTopicsException.class).map(Throwable::getMessage),
                        login(kafka, causes),
                        encryption(kafka, causes),
                        rights(kafka, causes),
                        first(causes, UnsupportedVersionException.class)
                                .map(_ -> "Kafka at " + kafka.servers()
                                        + " is too old: Stepfold needs Kafka 4.0 or newer "
                                        + "(KAFKA_BOOTSTRAP_SERVERS)"),
                        settings(kafka, causes),
                        silence(kafka, causes))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> "Kafka at " + kafka.servers() + " does not answer: " + shortened(causes.getLast()));
    }

    private static Optional<String> login(KafkaConnection kafka, List<Throwable> causes) {
        Optional<String> mechanism = first(causes, UnsupportedSaslMechanismException.class)
                .map(_ -> "Kafka at " + kafka.servers() + " does not offer this way to log in: look at "
                        + kafka.place("sasl.mechanism"));
        Optional<String> protocol = first(causes, IllegalSaslStateException.class)
                .map(_ -> "Kafka at " + kafka.servers() + " does not ask for a login there: look at "
                        + kafka.place("security.protocol"));
        Optional<String> refused = first(causes, SaslAuthenticationException.class)
                .map(_ -> kafka.hasTokens()
                        ? "Kafka at " + kafka.servers() + " refuses the token: look at "
                                + kafka.place("sasl.oauthbearer.token.endpoint.url")
                                + ", and at the issuer, audience and keys that the brokers expect"
                        : "Kafka at " + kafka.servers() + " refuses the login: look at user and password in "
                                + kafka.place("sasl.jaas.config") + ", and at " + kafka.place("sasl.mechanism"));
        Optional<String> noToken = first(causes, LoginException.class)
                .map(_ -> "there is no token to log in to Kafka with: look at "
                        + kafka.place("sasl.oauthbearer.token.endpoint.url") + " and "
                        + kafka.place("sasl.oauthbearer.client.credentials.client.secret") + ", or at "
                        + kafka.place("sasl.jaas.config"));
        return Stream.of(mechanism, protocol, refused, noToken)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> encryption(KafkaConnection kafka, List<Throwable> causes) {
        if (first(causes, SslAuthenticationException.class).isEmpty()
                && first(causes, SSLException.class).isEmpty()) {
            return Optional.empty();
        }
        String texts = String.join(
                " ",
                causes.stream().map(cause -> String.valueOf(cause.getMessage())).toList());
        String kafkaThere = "Kafka at " + kafka.servers();
        if (texts.contains("No subject alternative") || texts.contains("No name matching")) {
            return Optional.of("the certificate of " + kafkaThere + " is for another host name: look at "
                    + kafka.place("bootstrap.servers"));
        }
        if (texts.contains("fatal alert")) {
            return Optional.of(kafkaThere + " refuses the certificate of this client, or has none of its own: look at "
                    + kafka.place("ssl.keystore.location"));
        }
        if (texts.contains("Unsupported or unrecognized SSL message")) {
            return Optional.of(doesNotEncrypt(kafka));
        }
        return Optional.of("the certificate of " + kafkaThere + " is of an authority that is not trusted here: look at "
                + kafka.place("ssl.truststore.location"));
    }

    private static Optional<String> rights(KafkaConnection kafka, List<Throwable> causes) {
        return first(causes, AuthorizationException.class).map(lacking -> {
            String where = lacking instanceof TopicAuthorizationException topics
                    ? " on " + String.join(", ", topics.unauthorizedTopics())
                    : "";
            return "Kafka at " + kafka.servers() + " grants this user too few rights" + where
                    + ": grant them to the user of " + kafka.place("sasl.jaas.config");
        });
    }

    /** A client could not be made at all. */
    private static Optional<String> settings(KafkaConnection kafka, List<Throwable> causes) {
        Optional<ConfigException> config = first(causes, ConfigException.class);
        if (config.isPresent() && String.valueOf(config.get().getMessage()).contains("bootstrap")) {
            return Optional.of("the addresses " + kafka.servers() + " cannot be resolved: look at "
                    + kafka.place("bootstrap.servers"));
        }
        if (config.isPresent() && String.valueOf(config.get().getMessage()).contains("allowed.urls")) {
            return Optional.of(
                    "the address in " + kafka.place("sasl.oauthbearer.token.endpoint.url")
                            + " must be allowed: set JDK_JAVA_OPTIONS=-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=<address>");
        }
        boolean retriable = causes.stream().anyMatch(RetriableException.class::isInstance);
        return retriable
                        || causes.stream()
                                .noneMatch(cause ->
                                        String.valueOf(cause.getMessage()).contains("Failed to c"))
                ? config.map(cause -> String.valueOf(cause.getMessage()))
                : Optional.of("no client of Kafka can be made with these settings: look at "
                        + String.join(", ", kafka.securityPlaces()));
    }

    private static Optional<String> silence(KafkaConnection kafka, List<Throwable> causes) {
        boolean silent = Stream.of(
                        TimeoutException.class, DisconnectException.class, java.util.concurrent.TimeoutException.class)
                .anyMatch(type -> first(causes, type).isPresent());
        if (!silent) {
            return Optional.empty();
        }
        String servers = kafka.servers();
        Optional<Probe.Answer> there = Probe.of(servers);
        if (there.isEmpty()) {
            return Optional.of(
                    "nothing accepts connections at " + servers + ": look at " + kafka.place("bootstrap.servers"));
        }
        if (there.get() == Probe.Answer.BROKER) {
            return Optional.of(
                    kafka.isEncrypted()
                            ? doesNotEncrypt(kafka)
                            : "Kafka at " + servers + " answers, but not all that it is asked: do all brokers run, and "
                                    + "can the addresses that they advertise (advertised.listeners) be reached from here");
        }
        return Optional.of(
                there.get() == Probe.Answer.ENCRYPTED && !kafka.isEncrypted()
                        ? encrypts(kafka)
                        : "something accepts connections at " + servers + ", but no broker answers: look at "
                                + kafka.place("security.protocol") + ", and whether the addresses that the brokers "
                                + "advertise (advertised.listeners) can be reached from here");
    }

    private static String doesNotEncrypt(KafkaConnection kafka) {
        return "Kafka at " + kafka.servers() + " does not encrypt there: look at " + kafka.place("security.protocol");
    }

    /** What is met where Kafka wants to encrypt, and the client does not. */
    static String encrypts(KafkaConnection kafka) {
        return "Kafka at " + kafka.servers() + " encrypts there: look at " + kafka.place("security.protocol");
    }

    private static String shortened(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        return cause instanceof AuthenticationException || cause.getMessage() == null
                ? name
                : name + ", " + cause.getMessage().lines().findFirst().orElse("");
    }

    private static <T extends Throwable> Optional<T> first(List<Throwable> causes, Class<T> type) {
        return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static List<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .toList();
    }
}
