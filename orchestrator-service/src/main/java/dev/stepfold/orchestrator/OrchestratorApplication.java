package dev.stepfold.orchestrator;

import io.micronaut.runtime.Micronaut;

/** Starts the orchestrator service. */
public final class OrchestratorApplication {
    private OrchestratorApplication() {}

    public static void main(String[] args) {
        Micronaut.build(args)
                .mainClass(OrchestratorApplication.class)
                .banner(false)
                .start();
    }
}
