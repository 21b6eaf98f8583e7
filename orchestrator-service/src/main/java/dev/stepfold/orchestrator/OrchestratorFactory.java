package dev.stepfold.orchestrator;

import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.orchestrator.builtin.BuiltInGenerator;
import dev.stepfold.orchestrator.commands.CommandLoop;
import dev.stepfold.orchestrator.document.Ports;
import dev.stepfold.orchestrator.execution.Generators;
import dev.stepfold.orchestrator.execution.VirtualThreadRunner;
import dev.stepfold.orchestrator.kafka.KafkaClients;
import dev.stepfold.orchestrator.kafka.KafkaDocumentLog;
import dev.stepfold.orchestrator.kafka.KafkaStepEventsFeed;
import dev.stepfold.orchestrator.kafka.Producers;
import dev.stepfold.orchestrator.step.Generator;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Puts the orchestrator together. */
@Factory
final class OrchestratorFactory {
    private static final int READERS_MAX = 8;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    @Singleton
    TopicLayout topicLayout(OrchestratorSettings settings) {
        return new TopicLayout(settings.partitions(), settings.replicationFactor());
    }

    @Singleton
    KafkaClients kafkaClients(KafkaDefaultConfiguration kafka) {
        return new KafkaClients(connection(kafka));
    }

    @Singleton
    @Bean(preDestroy = "close")
    Admin admin(KafkaDefaultConfiguration kafka) {
        return Admin.create(connection(kafka));
    }

    @Singleton
    @Bean(preDestroy = "close")
    Producers producers(KafkaClients clients) {
        return clients.producers();
    }

    @Singleton
    DeadLetters deadLetters(Producers producers) {
        return new DeadLetters(producers.appender(), "orchestrator");
    }

    @Singleton
    @Bean(preDestroy = "close")
    DocumentTopics documentTopics(Admin admin, TopicLayout layout) {
        return new DocumentTopics(admin, layout);
    }

    @Singleton
    @Bean(preDestroy = "close")
    DocumentLogReader documentLogReader(KafkaDefaultConfiguration kafka, DeadLetters deadLetters) {
        return new DocumentLogReader(connection(kafka), READERS_MAX, READ_TIMEOUT, deadLetters);
    }

    @Singleton
    Generator builtInGenerator() {
        return new BuiltInGenerator();
    }

    @Singleton
    Generators generators(List<Generator> generators, OrchestratorSettings settings) {
        return new Generators(generators, settings.generator());
    }

    @Singleton
    @Bean(preDestroy = "close")
    VirtualThreadRunner runner(Generators generators, OrchestratorSettings settings) {
        return new VirtualThreadRunner(generators, InstantSource.system(), settings.stepsMax());
    }

    @Singleton
    Ports ports(DocumentTopics topics, DocumentLogReader reader, Producers producers, VirtualThreadRunner runner) {
        return new Ports(
                new KafkaDocumentLog(topics, reader, producers.appender()),
                new KafkaStepEventsFeed(producers.forwarder()),
                runner,
                Thread::startVirtualThread,
                InstantSource.system(),
                new SecureRandom());
    }

    @Singleton
    @Bean(preDestroy = "close")
    CommandLoop commandLoop(KafkaClients clients, OrchestratorSettings settings, Ports ports, DeadLetters deadLetters) {
        return new CommandLoop(
                () -> clients.commands(settings.instance(), Duration.ofMillis(settings.sessionTimeoutMs())),
                ports,
                deadLetters,
                settings.activeDocumentsMax());
    }

    private static Map<String, Object> connection(KafkaDefaultConfiguration kafka) {
        Map<String, Object> connection = new HashMap<>();
        kafka.getConfig().forEach((name, value) -> connection.put(name.toString(), value));
        return connection;
    }
}
