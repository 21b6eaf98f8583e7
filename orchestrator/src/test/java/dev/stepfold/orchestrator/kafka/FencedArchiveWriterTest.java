package dev.stepfold.orchestrator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.testkit.SharedBroker;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another writer can be opened after one, whatever happened to it. */
class FencedArchiveWriterTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc-1");

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @Test
    void isClosedByAThreadThatIsInterrupted() throws Exception {
        FencedArchiveWriter.Factory writers =
                new FencedArchiveWriter.Factory(KafkaConnection.to(BROKER.bootstrapServers()));
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            var interrupted = others.submit(() -> {
                try (FencedArchiveWriter _ = writers.open(DOCUMENT)) {
                    Thread.currentThread().interrupt();
                }
                return Thread.currentThread().isInterrupted();
            });
            assertThat(interrupted.get()).isTrue();
        }

        try (FencedArchiveWriter again = writers.open(DOCUMENT)) {
            again.remove(DOCUMENT);
        }
    }

    @Test
    void isNotLeftOpenWhereNoProducerCanBeMade() throws Exception {
        FencedArchiveWriter.Factory writers = new FencedArchiveWriter.Factory(KafkaConnection.to("no address"));
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            others.submit(() -> assertThatThrownBy(() -> writers.open(DOCUMENT))
                            .isInstanceOf(LogUnavailableException.class))
                    .get();
        }

        assertThatThrownBy(() -> writers.open(DOCUMENT))
                .isInstanceOf(LogUnavailableException.class)
                .hasCauseInstanceOf(KafkaException.class);
    }
}
