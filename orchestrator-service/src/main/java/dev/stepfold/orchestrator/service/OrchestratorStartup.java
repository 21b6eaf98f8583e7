package dev.stepfold.orchestrator.service;

import dev.stepfold.orchestrator.Orchestrator;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Begins work when the service is up; it may be so before Kafka is. */
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
