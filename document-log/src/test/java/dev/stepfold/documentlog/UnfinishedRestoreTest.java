package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.testkit.SharedBroker;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UnfinishedRestoreTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private final Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()));

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void servicesDoNotStartWhileOneIsUnderWay() throws Exception {
        assertThatCode(() -> UnfinishedRestore.refuse(admin, KafkaNames.DEFAULT))
                .doesNotThrowAnyException();

        admin.createTopics(List.of(new NewTopic(KafkaNames.DEFAULT.restore(), 1, (short) 1)))
                .all()
                .get();

        // Kafka answers a creation and a deletion before every broker knows of it.
        await().untilAsserted(() -> assertThatThrownBy(() -> UnfinishedRestore.refuse(admin, KafkaNames.DEFAULT))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("a restore was begun and has not finished"));

        admin.deleteTopics(List.of(KafkaNames.DEFAULT.restore())).all().get();

        await().untilAsserted(() -> assertThatCode(() -> UnfinishedRestore.refuse(admin, KafkaNames.DEFAULT))
                .doesNotThrowAnyException());
    }
}
