package dev.stepfold.orchestrator.service;

import io.micronaut.context.exceptions.BeanInstantiationException;
import io.micronaut.runtime.Micronaut;
import io.micronaut.runtime.exceptions.ApplicationStartupException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the orchestrator service. An invalid setting ends it with one sentence instead of a stack trace. */
public final class OrchestratorApplication {
    private static final Logger LOG = LoggerFactory.getLogger(OrchestratorApplication.class);

    private OrchestratorApplication() {}

    public static void main(String[] args) {
        try {
            Micronaut.build(args)
                    .mainClass(OrchestratorApplication.class)
                    .banner(false)
                    .mapError(BeanInstantiationException.class, OrchestratorApplication::exitCode)
                    .mapError(ApplicationStartupException.class, OrchestratorApplication::exitCode)
                    .start();
        } catch (ApplicationStartupException e) {
            LOG.error("{}", rootOf(e).getMessage());
            System.exit(1);
        }
    }

    /** With zero, {@link #main} ends the process; with any other code, the failure is logged as an unexpected error. */
    private static int exitCode(Throwable failure) {
        return rootOf(failure) instanceof IllegalArgumentException ? 0 : 1;
    }

    private static Throwable rootOf(Throwable failure) {
        return Stream.iterate(failure, e -> e != null, Throwable::getCause).reduce(failure, (_, cause) -> cause);
    }
}
