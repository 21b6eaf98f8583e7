package dev.stepfold.localstack.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Runs one node of a cluster, broker and controller in one process, until it is told to stop (SIGTERM).
 *
 * <p>Arguments: the file of its properties; the id of the cluster; then the SCRAM credentials that the cluster begins with,
 * in the form of {@code kafka-storage.sh format --add-scram}.
 */
public final class BrokerNodeMain {
    private static final String FORMATTED_MARK = "meta.properties";

    private BrokerNodeMain() {}

    public static void main(String[] args) throws Exception {
        List<String> arguments = List.of(args);
        Properties properties = read(Path.of(arguments.getFirst()));
        formatIfNew(properties, arguments.get(1), arguments.subList(2, arguments.size()));
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
        server.startup();
        server.awaitShutdown();
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private static void formatIfNew(Properties properties, String clusterId, List<String> scram) throws Exception {
        Path folder = Path.of(properties.getProperty("log.dirs"));
        if (Files.exists(folder.resolve(FORMATTED_MARK))) {
            return;
        }
        Files.createDirectories(folder);
        new Formatter()
                .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                .setClusterId(clusterId)
                .addDirectory(folder.toString())
                .setMetadataLogDirectory(folder.toString())
                .setControllerListenerName("CONTROLLER")
                .setScramArguments(scram)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }
}
