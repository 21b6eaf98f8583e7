package dev.stepfold.projection;

import dev.stepfold.servicehttp.UnusableSettingsException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import io.micronaut.runtime.server.EmbeddedServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the projection service. */
public final class ProjectionApplication {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectionApplication.class);

    private ProjectionApplication() {}

    public static void main(String[] args) {
        try {
            ApplicationContext context = Micronaut.build(args)
                    .mainClass(ProjectionApplication.class)
                    .banner(false)
                    .build()
                    .start();
            EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop"));
            LOG.info("started url={}", server.getURI());
        } catch (RuntimeException e) {
            UnusableSettingsException.reasonOf(e)
                    .ifPresentOrElse(reason -> LOG.error("not started: {}", reason), () -> LOG.error("not started", e));
            System.exit(1);
        }
    }
}
