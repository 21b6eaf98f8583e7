package dev.stepfold.documentlog;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.CreateTopicPolicy;

/** What the owner of a cluster allows nobody, in the broker of the tests' own JVM. */
public final class StrictPolicy implements CreateTopicPolicy {
    private static volatile Set<String> forbidden = Set.of();
    private static volatile boolean full;

    /** Settings that no topic may have. */
    static void forbid(String... settings) {
        forbidden = Set.of(settings);
    }

    /** Whether no further topic may be created. */
    static void full(boolean isFull) {
        full = isFull;
    }

    @Override
    public void validate(RequestMetadata request) {
        if (full) {
            throw new PolicyViolationException("Adding the topic would exceed the 100 topics of your plan");
        }
        Set<String> refused = new TreeSet<>(request.configs().keySet());
        refused.retainAll(forbidden);
        if (!refused.isEmpty()) {
            throw new PolicyViolationException("Your plan does not allow to set " + refused);
        }
    }

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
}
