package dev.stepfold.orchestrator.service;

import dev.stepfold.servicehttp.ServiceMain;
import io.micronaut.runtime.server.EmbeddedServer;

/** Starts the orchestrator service. */
public final class OrchestratorApplication {
    private OrchestratorApplication() {}

    public static void main(String[] args) {
        ServiceMain.run(OrchestratorApplication.class, args, EmbeddedServer::stop);
    }
}
