package dev.stepfold.projection.streams;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles a record that cannot be written. A dead letter that is too large for its topic is dropped, because it must
 * not stop the topology and will not become smaller; the original record stays in its topic. Everything else is as by
 * default: a temporary failure is retried, from the state in the changelog, and a permanent one ends the run.
 */
public final class ProductionFailures extends DefaultProductionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProductionFailures.class);

    /** The setting that names the topic of dead letters. */
    static final String DEAD_LETTERS = "stepfold.dead-letters";

    private String deadLetters = "";

    @Override
    public void configure(Map<String, ?> settings) {
        super.configure(settings);
        deadLetters = String.valueOf(settings.get(DEAD_LETTERS));
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        if (record.topic().equals(deadLetters) && exception instanceof RecordTooLargeException) {
            LOG.error(
                    "dead letter too large, dropped position={}/{}/{}",
                    context.topic(),
                    context.partition(),
                    context.offset(),
                    exception);
            return Response.resume();
        }
        return super.handleError(context, record, exception);
    }
}
