package dev.stepfold.projection.streams;

import dev.stepfold.documentlog.ArchiveIndex;
import dev.stepfold.documentlog.ArchiveReader;
import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.KeptLogs;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.projection.topology.DocumentTopology;
import dev.stepfold.projection.topology.Healing;
import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents' logs from their topics or from the archive. The clients of Kafka, and the index of the archive in
 * memory, come with the first read: as long as every document fits the feed, there are none.
 */
public final class LogAccess implements Healing.Logs, AutoCloseable {
    /** How long the stream thread waits for one read; far less than Kafka waits for the stream thread. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

    private static final int READS_MAX = 1;

    private final KafkaConnection connection;
    private @Nullable Clients clients;

    /** @param connection how to connect to Kafka */
    public LogAccess(KafkaConnection connection) {
        this.connection = connection;
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId documentId, long from, long to) throws LogUnavailableException {
        return logs().read(documentId, from, to);
    }

    private synchronized KeptLogs logs() throws LogUnavailableException {
        Clients made = clients;
        if (made == null) {
            try {
                made = Clients.connect(connection);
            } catch (KafkaException e) {
                throw new LogUnavailableException("no client to read logs with", e);
            }
            clients = made;
        }
        return made.logs;
    }

    @Override
    public synchronized void close() {
        if (clients != null) {
            clients.close();
            clients = null;
        }
    }

    private record Clients(
            Producer<String, byte[]> producer,
            DocumentLogReader topics,
            ArchiveIndex index,
            ArchiveReader archive,
            KeptLogs logs) {
        static Clients connect(KafkaConnection connection) {
            Producer<String, byte[]> producer = connection.producer(Map.of());
            DocumentLogReader topics = new DocumentLogReader(
                    connection,
                    READS_MAX,
                    READ_TIMEOUT,
                    new DeadLetters(producer, connection.names(), DocumentTopology.SERVICE));
            ArchiveIndex index = new ArchiveIndex(connection, READ_TIMEOUT);
            index.start();
            ArchiveReader archive = new ArchiveReader(connection, index, READS_MAX, READ_TIMEOUT);
            return new Clients(producer, topics, index, archive, new KeptLogs(topics, archive));
        }

        void close() {
            archive.close();
            index.close();
            topics.close();
            producer.close(Duration.ZERO);
        }
    }
}
