package dev.stepfold.orchestrator.embedding;

import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.TopicTail;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.UnreadableException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs that are followed, each fed by the one tail of {@code stepfold.step-events}. */
final class FollowedRuns implements TopicTail.Follower {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedRuns.class);

    private final KafkaNames names;
    private final int max;
    private final Map<String, FollowedRun> byDocument = new ConcurrentHashMap<>();
    private boolean closed;

    /** @param max how many may be followed at once; more are refused */
    FollowedRuns(KafkaNames names, int max) {
        this.names = names;
        this.max = max;
    }

    /**
     * Follows a run, until {@link #forget}.
     *
     * @throws RejectedExecutionException when the limit is reached
     * @throws IllegalStateException after {@link #close}
     */
    synchronized void follow(FollowedRun run) {
        if (closed) {
            throw new IllegalStateException("the agent builder is closed");
        }
        if (byDocument.size() >= max) {
            throw new RejectedExecutionException(
                    max + " runs are followed already, which is the limit; wait for one to come to rest");
        }
        byDocument.put(run.documentId().value(), run);
        run.start();
    }

    /** Stops following a run. */
    void forget(FollowedRun run) {
        byDocument.remove(run.documentId().value());
    }

    /** Stops following all runs; the runs continue. */
    void close() {
        Collection<FollowedRun> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(byDocument.values());
        }
        open.forEach(run -> run.atRest()
                .completeExceptionally(new IllegalStateException(
                        "the agent builder was closed; the run continues: documentId=" + run.documentId())));
    }

    @Override
    public void position(Consumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = TopicTail.partitions(consumer, names.stepEvents());
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
    }

    @Override
    public void positioned() {
        byDocument.values().forEach(FollowedRun::look);
    }

    @Override
    public void take(ConsumerRecord<String, byte[]> record) {
        FollowedRun run = record.key() == null ? null : byDocument.get(record.key());
        if (run == null) {
            return;
        }
        try {
            run.offer(Records.event(record.key(), record.value()));
        } catch (UnreadableException e) {
            LOG.warn(
                    "record skipped partition={} offset={} reason={}",
                    record.partition(),
                    record.offset(),
                    e.reason().code());
            run.look();
        }
    }
}
