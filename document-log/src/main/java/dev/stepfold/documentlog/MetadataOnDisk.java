package dev.stepfold.documentlog;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the disk holds the topics that Kafka has created or deleted. A controller that is alone commits a change of the
 * metadata, and answers it, before it flushes its log ({@code KafkaRaftClient.flushLeaderLog}, Kafka 4.3.1). In a power cut the
 * topic's records may then be on the disk, and the topic not. One thread of the controller does both, and describes the quorum:
 * once it has answered that, the flush is done.
 *
 * <p>Only where every append is flushed: elsewhere other machines hold the change. Safe for use by many threads.
 */
final class MetadataOnDisk {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataOnDisk.class);
    private static final long TIMEOUT_S = 30;

    private final Admin admin;
    private final AtomicBoolean asks;

    /** @param flush when the disk holds what is appended to topics that nothing else could replace */
    MetadataOnDisk(Admin admin, Flush flush) {
        this.admin = admin;
        this.asks = new AtomicBoolean(flush == Flush.EVERY_APPEND);
    }

    /**
     * Returns once the disk holds every change that Kafka has answered before. A cluster that does not describe its quorum to
     * this user is not asked again, with one warning.
     *
     * @throws KafkaException when Kafka did not answer
     */
    void await() throws InterruptedException {
        if (!asks.get()) {
            return;
        }
        try {
            var _ = admin.describeMetadataQuorum().quorumInfo().get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case AuthorizationException refused -> giveUp(refused);
                case UnsupportedVersionException refused -> giveUp(refused);
                case KafkaException reason -> throw reason;
                case null, default -> throw new KafkaException(e.getCause());
            }
        } catch (TimeoutException e) {
            throw new KafkaException("the quorum was not described in time", e);
        }
    }

    private void giveUp(KafkaException refused) {
        if (asks.getAndSet(false)) {
            LOG.warn(
                    "a power cut within milliseconds of a topic's creation or deletion may undo it: the cluster does not describe "
                            + "its quorum to this user (DESCRIBE on the cluster) reason={}",
                    refused.getMessage());
        }
    }
}
