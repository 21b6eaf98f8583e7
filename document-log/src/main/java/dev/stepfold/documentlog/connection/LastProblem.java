package dev.stepfold.documentlog.connection;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps a process from Kafka now, for its {@code /health} and its log. The log has each problem once, however often
 * it is met. Safe for use by many threads.
 */
public final class LastProblem {
    private static final Logger LOG = LoggerFactory.getLogger(LastProblem.class);

    private final KafkaConnection kafka;
    private volatile @Nullable String sentence;

    public LastProblem(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    /** Something failed; it is tried again. */
    public void met(Throwable failure) {
        String now = KafkaProblem.sentence(kafka, failure);
        if (!now.equals(sentence)) {
            LOG.warn("waiting for Kafka: {}", now);
            LOG.debug("the failure was", failure);
        }
        sentence = now;
    }

    /** Kafka answered. */
    public void solved() {
        if (sentence != null) {
            LOG.info("Kafka answers");
        }
        sentence = null;
    }

    /** The problem, in one sentence. */
    public Optional<String> sentence() {
        return Optional.ofNullable(sentence);
    }
}
