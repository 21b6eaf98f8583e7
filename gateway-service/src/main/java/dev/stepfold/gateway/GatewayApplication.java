package dev.stepfold.gateway;

import dev.stepfold.servicehttp.UnusableSettingsException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import io.micronaut.runtime.server.EmbeddedServer;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the gateway service, and has it stop by {@link GracefulShutdown} in place of Micronaut's own way. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Stepfold gateway",
                        version = "0.1.0",
                        summary = "Build AI agents from plain words, and never lose a step of the work.",
                        license = @License(name = "Apache-2.0", identifier = "Apache-2.0")))
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
            Runtime.getRuntime().addShutdownHook(new Thread(() -> GracefulShutdown.stop(server), "graceful-shutdown"));
            LOG.info("started url={}", server.getURI());
        } catch (RuntimeException e) {
            UnusableSettingsException.reasonOf(e)
                    .ifPresentOrElse(reason -> LOG.error("not started: {}", reason), () -> LOG.error("not started", e));
            System.exit(1);
        }
    }
}
