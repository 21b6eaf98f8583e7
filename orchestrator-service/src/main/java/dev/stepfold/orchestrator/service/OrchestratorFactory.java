package dev.stepfold.orchestrator.service;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.generation.builtin.BuiltInGenerator;
import dev.stepfold.generation.step.Generator;
import dev.stepfold.orchestrator.ArchiveSettings;
import dev.stepfold.orchestrator.Orchestrator;
import dev.stepfold.orchestrator.OrchestratorSettings;
import dev.stepfold.servicehttp.EnvironmentVariables;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Creates the service's orchestrator. The Kafka connection, the settings and the generators come from the environment.
 */
@Factory
final class OrchestratorFactory {
    @Singleton
    KafkaConnection kafka(Environment environment) {
        return Settings.checked(() -> KafkaConnection.ofEnvironment(EnvironmentVariables.in(environment)));
    }

    @Singleton
    Generator builtInGenerator() {
        return new BuiltInGenerator();
    }

    @Singleton
    @Bean(preDestroy = "close")
    Orchestrator orchestrator(
            KafkaConnection kafka, OrchestratorSettings settings, ArchiveSettings archive, List<Generator> generators) {
        return Settings.checked(() -> new Orchestrator(kafka, settings, archive, generators));
    }
}
