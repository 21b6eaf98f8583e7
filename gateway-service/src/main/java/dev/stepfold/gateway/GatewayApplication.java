package dev.stepfold.gateway;

import dev.stepfold.gateway.config.UnusableSettingsException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
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
            unusableSettings(e)
                    .ifPresentOrElse(reason -> LOG.error("not started: {}", reason), () -> LOG.error("not started", e));
            System.exit(1);
        }
    }

    /** The sentence that says which setting is wrong, where that is why. */
    static Optional<String> unusableSettings(RuntimeException failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(UnusableSettingsException.class::isInstance)
                .map(cause -> String.valueOf(cause.getMessage()))
                .findFirst();
    }
}
