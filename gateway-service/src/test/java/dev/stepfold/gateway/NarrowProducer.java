package dev.stepfold.gateway;

import dev.stepfold.documentlog.connection.KafkaConnection;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;

/** In a gateway with this property, a producer that takes only small commands. */
@Factory
@Requires(property = NarrowProducer.REQUEST_BYTES_MAX)
public final class NarrowProducer {
    public static final String REQUEST_BYTES_MAX = "test.request-bytes-max";

    @Singleton
    @Bean(preDestroy = "close")
    @Replaces(value = Producer.class, factory = GatewayWiring.class)
    Producer<String, byte[]> producer(KafkaConnection kafka, @Property(name = REQUEST_BYTES_MAX) int bytesMax) {
        return kafka.producer(Map.of("max.request.size", bytesMax));
    }
}
