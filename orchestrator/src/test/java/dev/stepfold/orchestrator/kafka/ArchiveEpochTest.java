package dev.stepfold.orchestrator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The right to write to the archive is given back, whatever happens to its holder. */
@ExtendWith(KafkaClusterExtension.class)
class ArchiveEpochTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc-1");

    @SuppressWarnings("NullAway.Init") // set by the extension
    static KafkaCluster cluster;

    @Test
    void isGivenBackByAThreadThatIsInterrupted() throws Exception {
        ArchiveEpoch.Taker taker = new ArchiveEpoch.Taker(Map.of("bootstrap.servers", cluster.getBootstrapServers()));
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            var interrupted = others.submit(() -> {
                try (ArchiveEpoch _ = taker.take(DOCUMENT)) {
                    Thread.currentThread().interrupt();
                }
                return Thread.currentThread().isInterrupted();
            });
            assertThat(interrupted.get()).isTrue();
        }

        try (ArchiveEpoch again = taker.take(DOCUMENT)) {
            again.remove(DOCUMENT);
        }
    }

    @Test
    void isGivenBackWhereNoProducerCanBeMade() throws Exception {
        ArchiveEpoch.Taker taker = new ArchiveEpoch.Taker(Map.of("bootstrap.servers", "no address"));
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            others.submit(() ->
                            assertThatThrownBy(() -> taker.take(DOCUMENT)).isInstanceOf(LogUnavailableException.class))
                    .get();
        }

        assertThatThrownBy(() -> taker.take(DOCUMENT))
                .isInstanceOf(LogUnavailableException.class)
                .hasCauseInstanceOf(KafkaException.class);
    }
}
