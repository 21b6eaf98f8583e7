package dev.stepfold.localstack.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.CreateTopicPolicy;

/** A plan whose topics are used up for as long as a file exists: managed clusters refuse a further topic by such a policy. */
public final class FullCluster implements CreateTopicPolicy {
    private static final String WHILE = "stepfold.test.full.while";

    private Path file = Path.of("");

    /** What every broker of the cluster has to be told. */
    public static Map<String, String> properties(Path file) {
        return Map.of("create.topic.policy.class.name", FullCluster.class.getName(), WHILE, file.toString());
    }

    public static void begin(Path file) throws IOException {
        Files.createFile(file);
    }

    public static void end(Path file) throws IOException {
        Files.delete(file);
    }

    @Override
    public void configure(Map<String, ?> configs) {
        file = Path.of(String.valueOf(configs.get(WHILE)));
    }

    @Override
    public void validate(RequestMetadata request) {
        if (Files.exists(file)) {
            throw new PolicyViolationException("Adding the topic would exceed the topics of your plan");
        }
    }

    @Override
    public void close() {}
}
