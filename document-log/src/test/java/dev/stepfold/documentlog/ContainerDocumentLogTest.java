package dev.stepfold.documentlog;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** Against the official image of Apache Kafka, with a stock broker's settings. Skipped where no Docker engine runs. */
class ContainerDocumentLogTest extends DocumentLogContract {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerDocumentLogTest.class);
    private static final String SKIPPED =
            "no Docker engine answers here: the tests against Kafka in a container are skipped";
    private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.3.1");

    @BeforeAll
    static void startKafka() {
        boolean dockerAnswers = DockerClientFactory.instance().isDockerAvailable();
        if (!dockerAnswers) {
            LOG.warn(SKIPPED);
        }
        assumeTrue(dockerAnswers, SKIPPED);
        KAFKA.start();
    }

    @AfterAll
    static void stopKafka() {
        KAFKA.stop();
    }

    @Override
    String bootstrapServers() {
        return KAFKA.getBootstrapServers();
    }
}
