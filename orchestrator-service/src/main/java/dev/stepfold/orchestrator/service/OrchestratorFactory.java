package dev.stepfold.orchestrator.service;

import dev.stepfold.generation.builtin.BuiltInGenerator;
import dev.stepfold.generation.step.Generator;
import dev.stepfold.orchestrator.ArchiveSettings;
import dev.stepfold.orchestrator.Orchestrator;
import dev.stepfold.orchestrator.OrchestratorSettings;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Creates the service's orchestrator. The Kafka connection, the settings and the generators come from the environment.
 */
@Factory
final class OrchestratorFactory {
    @Singleton
    Generator builtInGenerator() {
        return new BuiltInGenerator();
    }

    @Singleton
    @Bean(preDestroy = "close")
    Orchestrator orchestrator(
            KafkaDefaultConfiguration kafka,
            OrchestratorSettings settings,
            ArchiveSettings archive,
            List<Generator> generators) {
        Map<String, Object> connection = new HashMap<>();
        kafka.getConfig().forEach((name, value) -> connection.put(name.toString(), value));
        return Settings.checked(() -> new Orchestrator(connection, settings, archive, generators));
    }
}
