package dev.stepfold.gateway;

import dev.stepfold.gateway.config.UnusableSettingsException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import io.micronaut.runtime.server.EmbeddedServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the gateway service, and has it stop by {@link Departure} in place of Micronaut's own way. */
public final class GatewayApplication {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayApplication.class);

    private GatewayApplication() {}

    public static void main(String[] args) {
        try {
            ApplicationContext context = Micronaut.build(args)
                    .mainClass(GatewayApplication.class)
                    .banner(false)
                    .build()
                    .start();
            EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Departure.stop(server), "departure"));
            LOG.info("started url={}", server.getURI());
        } catch (RuntimeException e) {
            UnusableSettingsException.reasonOf(e)
                    .ifPresentOrElse(reason -> LOG.error("not started: {}", reason), () -> LOG.error("not started", e));
            System.exit(1);
        }
    }
}
