package dev.stepfold.gateway;

import dev.stepfold.documentlog.connection.KafkaConnection;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** In a gateway with this property, a producer that takes only small commands. */
@Singleton
@Requires(property = NarrowProducer.REQUEST_BYTES_MAX)
@Replaces(CommandProducers.class)
public final class NarrowProducer extends CommandProducers {
    public static final String REQUEST_BYTES_MAX = "test.request-bytes-max";

    NarrowProducer(KafkaConnection kafka, @Property(name = REQUEST_BYTES_MAX) int bytesMax) {
        super(kafka, bytesMax);
    }
}
