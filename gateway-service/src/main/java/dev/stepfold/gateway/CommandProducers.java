package dev.stepfold.gateway;

import dev.stepfold.documentlog.EventCompression;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.KafkaProblem;
import dev.stepfold.servicehttp.UnusableSettingsException;
import io.micronaut.configuration.kafka.DefaultProducerFactory;
import io.micronaut.configuration.kafka.ProducerFactory;
import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Makes the producer that Micronaut Kafka injects, for commands and dead letters. It connects as all other clients do: the
 * settings that Micronaut Kafka reads from the environment by itself do not count. It gives up within the time that a
 * client of the gateway waits.
 */
@Singleton
@Replaces(DefaultProducerFactory.class)
class CommandProducers implements ProducerFactory {
    /** Counted before compression; a body within its limit grows to 2.5 times its size where it is all short numbers. */
    private static final int REQUEST_BYTES_MAX = 4 * 1024 * 1024;

    private final KafkaConnection kafka;
    private final Map<String, Object> settings;

    @Inject
    CommandProducers(KafkaConnection kafka) {
        this(kafka, REQUEST_BYTES_MAX);
    }

    /** @param requestBytesMax the largest command, before compression */
    CommandProducers(KafkaConnection kafka, int requestBytesMax) {
        this.kafka = kafka;
        this.settings = Map.of(
                ProducerConfig.COMPRESSION_TYPE_CONFIG, EventCompression.TYPE,
                ProducerConfig.LINGER_MS_CONFIG, 0,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 3_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, requestBytesMax);
    }

    @Override
    public <K, V> Producer<K, V> createProducer(Properties ignored, Serializer<K> keys, Serializer<V> values) {
        try {
            return kafka.producer(settings, keys, values);
        } catch (KafkaException e) {
            throw new UnusableSettingsException(KafkaProblem.sentence(kafka, e));
        }
    }
}
