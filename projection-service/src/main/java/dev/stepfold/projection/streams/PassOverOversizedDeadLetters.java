package dev.stepfold.projection.streams;

import dev.stepfold.schemas.Topics;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dead letter that is too large for its topic is given up, because it must not stop the topology and will not become
 * smaller; the record itself stays where it stood. Everything else that cannot be written ends the run of Kafka Streams,
 * which then begins again from what it had committed.
 */
public final class PassOverOversizedDeadLetters implements ProductionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PassOverOversizedDeadLetters.class);

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        if (record.topic().equals(Topics.DEAD_LETTERS) && exception instanceof RecordTooLargeException) {
            LOG.error(
                    "dead letter too large, given up position={}/{}/{}",
                    context.topic(),
                    context.partition(),
                    context.offset(),
                    exception);
            return Response.resume();
        }
        return Response.fail();
    }
}
