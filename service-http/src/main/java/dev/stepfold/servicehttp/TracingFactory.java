package dev.stepfold.servicehttp;

import dev.stepfold.tracing.Tracing;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.ApplicationConfiguration;
import jakarta.inject.Singleton;

/** Provides what begins a service's spans. */
@Factory
final class TracingFactory {
    @Singleton
    @Bean(preDestroy = "close")
    SpanExport spanExport(Environment environment, ApplicationConfiguration application) {
        return SpanExport.of(
                EnvironmentVariables.in(environment),
                "stepfold-" + application.getName().orElse("service"));
    }

    @Singleton
    Tracing tracing(SpanExport export) {
        return export.tracing();
    }
}
