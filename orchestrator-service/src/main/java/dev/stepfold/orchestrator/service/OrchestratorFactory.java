package dev.stepfold.orchestrator.service;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.KafkaProblem;
import dev.stepfold.generation.builtin.BuiltInGenerator;
import dev.stepfold.generation.step.Generator;
import dev.stepfold.orchestrator.ArchiveSettings;
import dev.stepfold.orchestrator.Orchestrator;
import dev.stepfold.orchestrator.OrchestratorSettings;
import dev.stepfold.servicehttp.EnvironmentVariables;
import dev.stepfold.servicehttp.UnusableSettingsException;
import dev.stepfold.tracing.Tracing;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.kafka.common.KafkaException;

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
            KafkaConnection kafka,
            OrchestratorSettings settings,
            ArchiveSettings archive,
            List<Generator> generators,
            OrchestratorMeters meters,
            Tracing tracing) {
        try {
            Orchestrator orchestrator =
                    Settings.checked(() -> new Orchestrator(kafka, settings, archive, generators, meters, tracing));
            meters.observe(orchestrator);
            return orchestrator;
        } catch (KafkaException e) {
            throw new UnusableSettingsException(KafkaProblem.sentence(kafka, e));
        }
    }
}
