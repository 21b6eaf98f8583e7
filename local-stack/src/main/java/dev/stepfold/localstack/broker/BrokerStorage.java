package dev.stepfold.localstack.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * The folder of a broker's logs, which KRaft requires to be formatted (an identity and first metadata) before the first
 * start.
 */
final class BrokerStorage {
    private static final String FORMATTED_MARK = "meta.properties";

    private BrokerStorage() {}

    /**
     * Formats the folder unless it is formatted already; data that is there stays. When it returns, the disk holds the
     * format: Kafka's formatter leaves that to the operating system, and a broker whose {@code bootstrap.checkpoint} a power
     * cut has emptied never starts again.
     *
     * @throws BrokerException if the folder cannot be written
     */
    static void formatIfNew(Path dataDir) {
        if (Files.exists(dataDir.resolve(FORMATTED_MARK))) {
            return;
        }
        try {
            Files.createDirectories(dataDir);
            new Formatter()
                    .setNodeId(BrokerConfig.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .addDirectory(dataDir.toString())
                    .setMetadataLogDirectory(dataDir.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
            flush(dataDir);
        } catch (Exception e) {
            throw new BrokerException("the broker's storage in " + dataDir + " could not be formatted", e);
        }
    }

    /** Files first, then the folders that name them. */
    private static void flush(Path dataDir) throws IOException {
        try (Stream<Path> all = Files.walk(dataDir)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                try (FileChannel channel = FileChannel.open(path)) {
                    channel.force(true);
                }
            }
        }
        Utils.flushDir(dataDir.toAbsolutePath().getParent());
    }
}
