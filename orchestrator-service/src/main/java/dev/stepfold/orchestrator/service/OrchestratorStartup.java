package dev.stepfold.orchestrator.service;

import dev.stepfold.orchestrator.Orchestrator;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Starts the orchestrator when the service is up, which may be before Kafka is. */
@Singleton
final class OrchestratorStartup implements ApplicationEventListener<ServerStartupEvent> {
    private final Orchestrator orchestrator;

    OrchestratorStartup(Orchestrator orchestrator) {
        this.orchestrator = orchestrator;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        orchestrator.start();
    }
}
