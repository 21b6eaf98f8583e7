package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.Flush;
import dev.stepfold.orchestrator.OrchestratorSettings;
import dev.stepfold.orchestrator.embedding.AgentBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A member of the orchestrators' group that runs {@link EmptySteps}, until it is killed. Arguments: Kafka's address, a flush. */
public final class EmptyOrchestrator {
    private EmptyOrchestrator() {}

    public static void main(String[] args) throws InterruptedException {
        OrchestratorSettings settings = OrchestratorSettings.DEFAULT
                .withInstance("local")
                .withGenerator(EmptySteps.NAME)
                .withFlush(Flush.valueOf(args[1]));
        try (AgentBuilder _ =
                AgentBuilder.connect(Map.of("bootstrap.servers", args[0]), settings, List.of(new EmptySteps()))) {
            new CountDownLatch(1).await();
        }
    }
}
