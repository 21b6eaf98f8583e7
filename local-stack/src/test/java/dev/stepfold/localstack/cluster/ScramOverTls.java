package dev.stepfold.localstack.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Clients and brokers recognise each other by SCRAM over TLS, controllers by their certificates, all from an authority that was
 * made for this cluster. Kafka's standard authorizer refuses everything that no access control list allows, except to the
 * brokers and the operator.
 */
public final class ScramOverTls implements ClusterSecurity {
    private static final String BROKER = "broker";
    private static final String OPERATOR = "operator";
    private static final String STORE_PASSWORD = "only-for-tests";
    private static final long KEYTOOL_WITHIN_S = 60;

    private final Path keys;
    private final Path authority;
    private final Map<String, String> passwords;

    private ScramOverTls(Path keys, Path authority, Map<String, String> passwords) {
        this.keys = keys;
        this.authority = authority;
        this.passwords = passwords;
    }

    /**
     * Makes the authority and the certificate of the brokers.
     *
     * @param folder for keys and certificates; must exist
     * @param users who may connect, besides the brokers and the operator
     */
    public static ScramOverTls in(Path folder, List<String> users) {
        Path keys = folder.resolve("broker.p12");
        Path authority = folder.resolve("authority.pem");
        List<String> pair = List.of("-genkeypair", "-keyalg", "EC", "-validity", "2");
        keytool(keys, pair, "-alias", "authority", "-dname", "CN=authority", "-ext", "bc:c");
        keytool(
                keys,
                pair,
                "-alias",
                BROKER,
                "-dname",
                "CN=" + BROKER,
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-signer",
                "authority");
        keytool(keys, List.of("-exportcert", "-rfc"), "-alias", "authority", "-file", authority.toString());
        keytool(keys, List.of("-delete"), "-alias", "authority");
        Map<String, String> passwords = new HashMap<>();
        List<String> all = new ArrayList<>(users);
        all.add(BROKER);
        all.add(OPERATOR);
        all.forEach(user -> passwords.put(user, user + "-password"));
        return new ScramOverTls(keys, authority, Map.copyOf(passwords));
    }

    /** How a user's client connects, besides the address: Kafka's names and values. */
    public Map<String, String> clientOf(String user) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                jaas(user),
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                authority.toString());
    }

    /** The same as {@link #clientOf}, as the environment of a service. */
    public Map<String, String> environmentOf(String user) {
        Map<String, String> environment = new HashMap<>();
        clientOf(user)
                .forEach((name, value) ->
                        environment.put("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return environment;
    }

    private String jaas(String user) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, passwords.get(user));
    }

    @Override
    public Map<String, Object> clientOfTheOperator() {
        return Map.copyOf(clientOf(OPERATOR));
    }

    @Override
    public List<String> scramCredentials() {
        return passwords.entrySet().stream()
                .map(user -> "SCRAM-SHA-512=[name=" + user.getKey() + ",password=" + user.getValue() + "]")
                .toList();
    }

    @Override
    public Map<String, String> brokerProperties() {
        return Map.ofEntries(
                Map.entry("listener.security.protocol.map", "BROKER:SASL_SSL,CONTROLLER:SSL"),
                Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                Map.entry("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512"),
                Map.entry("listener.name.broker.scram-sha-512.sasl.jaas.config", jaas(BROKER)),
                Map.entry("listener.name.controller.ssl.client.auth", "required"),
                Map.entry("ssl.keystore.type", "PKCS12"),
                Map.entry("ssl.keystore.location", keys.toString()),
                Map.entry("ssl.keystore.password", STORE_PASSWORD),
                Map.entry("ssl.key.password", STORE_PASSWORD),
                Map.entry("ssl.truststore.type", "PEM"),
                Map.entry("ssl.truststore.location", authority.toString()),
                Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                Map.entry("super.users", "User:" + BROKER + ";User:" + OPERATOR + ";User:CN=" + BROKER));
    }

    private static void keytool(Path store, List<String> command, String... more) {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        all.addAll(command);
        all.addAll(List.of(more));
        all.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
        try {
            Path log = Files.createTempFile("keytool", ".log");
            Process process = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(KEYTOOL_WITHIN_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("keytool failed: " + Files.readString(log));
            }
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
