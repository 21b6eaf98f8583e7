package dev.stepfold.documentlog.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A broker in the tests' own JVM that clients reach in several ways, each at a port of its own on loopback. */
final class ListenersBroker implements AutoCloseable {
    /** How a client can be let in, or not. */
    enum Listener {
        /** Anyone, unencrypted. */
        PLAIN("PLAINTEXT"),
        /** Encrypted, and with a certificate of the client. */
        CERTIFICATES("SSL"),
        /** Encrypted, and with a token. */
        TOKENS("SASL_SSL"),
        /** Anyone, but the broker says that it is at an address where nothing listens. */
        ELSEWHERE("PLAINTEXT"),
        /** Anyone, but the broker says that it is at a host that nobody knows. */
        UNKNOWN_HOST("PLAINTEXT");

        private final String protocol;

        Listener(String protocol) {
            this.protocol = protocol;
        }
    }

    private static final String HOST = "127.0.0.1";

    private final KafkaRaftServer server;
    private final Map<Listener, Integer> ports;

    private ListenersBroker(KafkaRaftServer server, Map<Listener, Integer> ports) {
        this.server = server;
        this.ports = ports;
    }

    /** Starts it; the issuer's addresses must be allowed. */
    static ListenersBroker start(Path folder, Certificates certificates, TokenIssuer issuer) throws Exception {
        List<Integer> free = new ArrayList<>(freePorts(Listener.values().length + 1));
        Map<Listener, Integer> ports = new HashMap<>();
        for (Listener listener : Listener.values()) {
            ports.put(listener, free.removeLast());
        }
        Properties properties = new Properties();
        properties.putAll(node(folder));
        properties.putAll(listeners(ports, free.getLast()));
        properties.putAll(encryption(certificates));
        properties.putAll(tokens(issuer));
        new Formatter()
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(folder.toString())
                .setMetadataLogDirectory(folder.toString())
                .setControllerListenerName("CONTROLLER")
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        return new ListenersBroker(server, ports);
    }

    /** Different ones: each is taken until all are found. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static Map<String, String> node(Path folder) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("inter.broker.listener.name", Listener.PLAIN.name()),
                Map.entry("log.dirs", folder.toString()),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304"));
    }

    private static Map<String, String> listeners(Map<Listener, Integer> ports, int controllerPort) {
        StringBuilder listeners = new StringBuilder("CONTROLLER://" + HOST + ":" + controllerPort);
        StringBuilder protocols = new StringBuilder("CONTROLLER:PLAINTEXT");
        StringBuilder advertised = new StringBuilder();
        for (Listener listener : Listener.values()) {
            listeners.append("," + listener + "://" + HOST + ":" + ports.get(listener));
            protocols.append("," + listener + ":" + listener.protocol);
            advertised.append((advertised.isEmpty() ? "" : ",") + listener + "://" + advertised(listener, ports));
        }
        return Map.of(
                "controller.quorum.voters", "1@" + HOST + ":" + controllerPort,
                "listeners", listeners.toString(),
                "listener.security.protocol.map", protocols.toString(),
                "advertised.listeners", advertised.toString());
    }

    private static String advertised(Listener listener, Map<Listener, Integer> ports) {
        return switch (listener) {
            case PLAIN, CERTIFICATES, TOKENS -> HOST + ":" + ports.get(listener);
            case ELSEWHERE -> HOST + ":1";
            case UNKNOWN_HOST -> "no-such-host.invalid:9092";
        };
    }

    private static Map<String, String> encryption(Certificates certificates) {
        return Map.of(
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                certificates.broker().toString(),
                "ssl.keystore.password",
                Certificates.PASSWORD,
                "ssl.key.password",
                Certificates.PASSWORD,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificates.authority().toString(),
                "listener.name.certificates.ssl.client.auth",
                "required");
    }

    private static Map<String, String> tokens(TokenIssuer issuer) {
        String module = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;";
        return Map.of(
                "listener.name.tokens.sasl.enabled.mechanisms",
                "OAUTHBEARER",
                "listener.name.tokens.oauthbearer.sasl.jaas.config",
                module,
                "listener.name.tokens.oauthbearer.sasl.server.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler",
                "sasl.oauthbearer.jwks.endpoint.url",
                issuer.keysEndpoint(),
                "sasl.oauthbearer.expected.issuer",
                TokenIssuer.ISSUER,
                "sasl.oauthbearer.expected.audience",
                TokenIssuer.AUDIENCE);
    }

    /** Where clients of a listener connect. */
    String at(Listener listener) {
        return HOST + ":" + port(listener);
    }

    int port(Listener listener) {
        return ports.getOrDefault(listener, 0);
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
