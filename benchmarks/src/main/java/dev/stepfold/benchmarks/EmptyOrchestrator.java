package dev.stepfold.benchmarks;

import dev.stepfold.orchestrator.OrchestratorSettings;
import dev.stepfold.orchestrator.embedding.AgentBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A member of the orchestrators' group that runs {@link EmptySteps}, until it is killed. Argument: Kafka's address. */
public final class EmptyOrchestrator {
    private EmptyOrchestrator() {}

    public static void main(String[] args) throws InterruptedException {
        OrchestratorSettings settings =
                OrchestratorSettings.DEFAULT.withInstance("local").withGenerator(EmptySteps.NAME);
        try (AgentBuilder _ =
                AgentBuilder.connect(Map.of("bootstrap.servers", args[0]), settings, List.of(new EmptySteps()))) {
            new CountDownLatch(1).await();
        }
    }
}
