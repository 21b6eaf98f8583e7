package dev.stepfold.gateway.kafka;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.gateway.command.CommandLog;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.tracing.TraceSpan;
import dev.stepfold.tracing.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Writes commands to {@code stepfold.commands}. */
public final class KafkaCommandLog implements CommandLog {
    /** Longer than the producer's own delivery timeout, which normally expires first. */
    private static final Duration ACK_WAIT_MAX = Duration.ofSeconds(5);

    private final Producer<String, byte[]> producer;
    private final KafkaNames names;
    private final Tracing tracing;

    /**
     * @param producer idempotent, waits for all replicas, and gives up within a few seconds
     * @param tracing records a span for each command, which is the parent of what the orchestrator does for it
     */
    public KafkaCommandLog(Producer<String, byte[]> producer, KafkaNames names, Tracing tracing) {
        this.producer = producer;
        this.names = names;
        this.tracing = tracing;
    }

    @Override
    public void append(Command command, Traceparent trace) throws LogUnavailableException {
        try (TraceSpan span = tracing.begin("send " + names.commands(), SpanKind.PRODUCER, trace)) {
            span.set("messaging.system", "kafka");
            span.set("messaging.destination.name", names.commands());
            try {
                write(command, span.traceparent());
            } catch (LogUnavailableException e) {
                span.failed(String.valueOf(e.getMessage()));
                throw e;
            }
        }
    }

    private void write(Command command, Traceparent trace) throws LogUnavailableException {
        String what = "command " + command.commandId() + " of " + command.documentId();
        try {
            var _ = producer.send(Records.ofCommand(names, command, trace))
                    .get(ACK_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while writing " + what, e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                throw ProblemException.of(
                        ProblemCode.BODY_TOO_LARGE, "Kafka does not accept a command as large as this.");
            }
            throw new LogUnavailableException(what + " was not acknowledged", e);
        }
    }
}
