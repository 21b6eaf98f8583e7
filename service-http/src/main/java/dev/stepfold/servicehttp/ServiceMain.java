package dev.stepfold.servicehttp;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a service from its start to its end. A service that cannot start ends with status 1: with one sentence if a
 * setting is the cause ({@link UnusableSettingsException}), with a stack trace if it is a defect. One that stands still ends
 * with status {@value StandstillWatch#STATUS}.
 */
public final class ServiceMain {
    private ServiceMain() {}

    /**
     * Starts a service.
     *
     * @param application the class with {@code main}, under whose name the service logs
     * @param stop stops the server when the process is told to end
     */
    public static void run(Class<?> application, String[] args, Consumer<EmbeddedServer> stop) {
        Logger log = LoggerFactory.getLogger(application);
        StandstillWatch.start();
        try {
            EmbeddedServer server = start(application, args);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop.accept(server), "shutdown"));
            log.info("started url={}", server.getURI());
        } catch (RuntimeException e) {
            UnusableSettingsException.reasonOf(e)
                    .ifPresentOrElse(reason -> log.error("not started: {}", reason), () -> log.error("not started", e));
            System.exit(1);
        }
    }

    private static EmbeddedServer start(Class<?> application, String[] args) {
        ApplicationContext context = Micronaut.build(args)
                .mainClass(application)
                .banner(false)
                .environmentPropertySource(false)
                .propertySources(EnvironmentVariables.of(System.getenv()))
                .build()
                .start();
        return context.getBean(EmbeddedServer.class).start();
    }
}
