package dev.stepfold.projection;

import dev.stepfold.servicehttp.ServiceMain;
import io.micronaut.runtime.server.EmbeddedServer;

/** Starts the projection service. */
public final class ProjectionApplication {
    private ProjectionApplication() {}

    public static void main(String[] args) {
        ServiceMain.run(ProjectionApplication.class, args, EmbeddedServer::stop);
    }
}
