package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.EventCompression;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.archive.ArchivePlace;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.codec.JsonCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the archive until another writer is opened for the same document (KIP-98): opening one aborts the open
 * transactions of earlier writers, and fences their later writes. An orchestrator that opens a writer, then reads a
 * document's topic, and then writes what it read can therefore not undo what a later owner of the document's partition
 * did.
 *
 * <p>Documents share {@value #TRANSACTIONAL_IDS} transactional ids by a hash of their ids; within a process, one writer
 * at a time uses each of them.
 */
final class FencedArchiveWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FencedArchiveWriter.class);
    private static final int TRANSACTIONAL_IDS = 16;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Producer<String, byte[]> producer;
    private final KafkaNames names;
    private final Lock lock;

    /** Opens the writers of one process. */
    static final class Factory {
        private final KafkaConnection connection;
        private final Lock[] locks = IntStream.range(0, TRANSACTIONAL_IDS)
                .mapToObj(_ -> new ReentrantLock())
                .toArray(Lock[]::new);

        Factory(KafkaConnection connection) {
            this.connection = connection;
        }

        /**
         * Opens a writer for a document.
         *
         * @throws LogUnavailableException when Kafka did not answer in time
         */
        FencedArchiveWriter open(DocumentId documentId) throws LogUnavailableException {
            int number = Math.floorMod(documentId.value().hashCode(), TRANSACTIONAL_IDS);
            Lock lock = locks[number];
            try {
                if (!lock.tryLock(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw unavailable(documentId, new TimeoutException("another writer of this process is open"));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unavailable(documentId, e);
            }
            Optional<FencedArchiveWriter> taken = Optional.empty();
            try {
                taken = Optional.of(new FencedArchiveWriter(
                        fencingOthers(connection.names().archiveWriter(number)), connection.names(), lock));
                return taken.get();
            } catch (KafkaException e) {
                throw unavailable(documentId, e);
            } finally {
                if (taken.isEmpty()) {
                    lock.unlock();
                }
            }
        }

        private Producer<String, byte[]> fencingOthers(String transactionalId) {
            Producer<String, byte[]> producer = connection.producer(config(transactionalId));
            try {
                producer.initTransactions();
                return producer;
            } catch (KafkaException e) {
                closeQuietly(producer);
                throw e;
            }
        }

        private static Map<String, Object> config(String transactionalId) {
            Map<String, Object> config = new HashMap<>();
            config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
            config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(TIMEOUT.toMillis()));
            config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
            config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(TIMEOUT.toMillis() / 2));
            config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(TIMEOUT.toMillis()));
            config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, EventCompression.TYPE);
            // Counted before compression; the topic's limit is counted after it.
            config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * ArchiveLimits.LOG_BYTES_MAX);
            return config;
        }
    }

    private FencedArchiveWriter(Producer<String, byte[]> producer, KafkaNames names, Lock lock) {
        this.producer = producer;
        this.names = names;
        this.lock = lock;
    }

    /**
     * Writes a log and its place: both or neither.
     *
     * @throws LogUnavailableException when Kafka did not acknowledge, or the writer is fenced; the log may or may not
     *     be there
     */
    void write(ArchivedLog log) throws LogUnavailableException {
        String key = log.documentId().value();
        commit(log.documentId(), () -> {
            RecordMetadata written = producer.send(
                            new ProducerRecord<>(names.documentArchive(), key, JsonCodec.ARCHIVED_LOGS.encode(log)))
                    .get();
            ArchivePlace place = new ArchivePlace(
                    log.documentId(), written.partition(), written.offset(), log.endOffset(), log.archivedAt());
            var _ = producer.send(new ProducerRecord<>(
                            names.archivedDocuments(), key, JsonCodec.ARCHIVE_PLACES.encode(place)))
                    .get();
        });
    }

    /**
     * Removes a log and its place.
     *
     * @throws LogUnavailableException as when writing
     */
    void remove(DocumentId documentId) throws LogUnavailableException {
        commit(documentId, () -> {
            for (String topic : new String[] {names.documentArchive(), names.archivedDocuments()}) {
                var _ = producer.send(new ProducerRecord<>(topic, documentId.value(), null))
                        .get();
            }
        });
    }

    private void commit(DocumentId documentId, Writing writing) throws LogUnavailableException {
        try {
            producer.beginTransaction();
            writing.write();
            producer.commitTransaction();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(documentId, e);
        } catch (ExecutionException | KafkaException e) {
            abort();
            throw unavailable(documentId, e);
        }
    }

    /** Aborts the transaction, so that readers need not wait until it times out. */
    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            LOG.debug("transaction not aborted, the broker aborts it after its timeout", e);
        }
    }

    private static LogUnavailableException unavailable(DocumentId documentId, Exception cause) {
        return new LogUnavailableException("the archive could not be written for " + documentId, cause);
    }

    @Override
    public void close() {
        try {
            closeQuietly(producer);
        } finally {
            lock.unlock();
        }
    }

    /** On an interrupted thread, closing a producer throws an exception. */
    private static void closeQuietly(Producer<String, byte[]> producer) {
        try {
            producer.close(Duration.ZERO);
        } catch (KafkaException e) {
            LOG.debug("producer not closed cleanly", e);
        }
    }

    /** The writes of one transaction. */
    private interface Writing {
        void write() throws ExecutionException, InterruptedException;
    }
}
