package dev.stepfold.gateway.kafka;

import dev.stepfold.documentlog.EventCompression;
import dev.stepfold.documentlog.connection.KafkaConnection;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The gateway's one producer, for commands and dead letters. It gives up within the time that a client waits. */
public final class CommandProducer {
    /** Counted before compression; a body within its limit grows to 2.5 times its size where it is all short numbers. */
    private static final int REQUEST_BYTES_MAX = 4 * 1024 * 1024;

    private static final Map<String, Object> SETTINGS = Map.of(
            ProducerConfig.COMPRESSION_TYPE_CONFIG, EventCompression.TYPE,
            ProducerConfig.LINGER_MS_CONFIG, 0,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 3_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES_MAX);

    private CommandProducer() {}

    /** Makes it. */
    public static Producer<String, byte[]> of(KafkaConnection kafka) {
        return kafka.producer(SETTINGS);
    }
}
