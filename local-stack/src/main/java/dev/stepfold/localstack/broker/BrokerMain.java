package dev.stepfold.localstack.broker;

import dev.stepfold.documentlog.Flush;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * Runs an embedded Kafka broker until it is told to stop (SIGTERM), in a process of its own, so that it can be killed
 * and restarted like any other part of the stack.
 *
 * <p>Environment: {@code STEPFOLD_KAFKA_PORT}, where clients connect on loopback (9092 when unset);
 * {@code STEPFOLD_DATA_DIR}, the folder that holds the logs (required); {@code STEPFOLD_FLUSH}, a {@link Flush} (at every
 * append when unset).
 */
public final class BrokerMain {
    private static final String PORT_DEFAULT = "9092";

    private BrokerMain() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Path dataDir = Path.of(Optional.ofNullable(environment.get("STEPFOLD_DATA_DIR"))
                .orElseThrow(() -> new IllegalArgumentException("STEPFOLD_DATA_DIR must name the folder of the logs")));
        int port = Integer.parseInt(environment.getOrDefault("STEPFOLD_KAFKA_PORT", PORT_DEFAULT));
        Flush flush =
                Flush.named(environment.getOrDefault("STEPFOLD_FLUSH", "")).orElse(Flush.EVERY_APPEND);

        BrokerStorage.formatIfNew(dataDir);
        BrokerConfig config = new BrokerConfig(port, freePort(), dataDir, flush);
        KafkaRaftServer server = new KafkaRaftServer(
                KafkaConfig.fromProps(asProperties(config.toKafkaProperties()), false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
        server.startup();
        server.awaitShutdown();
    }

    /**
     * Another process may take the port before the controller does; the broker then fails, and its next start chooses
     * another port.
     */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BrokerException("no free port for the controller", e);
        }
    }

    private static Properties asProperties(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }
}
