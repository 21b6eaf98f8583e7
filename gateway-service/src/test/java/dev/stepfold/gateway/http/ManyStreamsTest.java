package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.gateway.testkit.StreamStage;
import dev.stepfold.schemas.DocumentId;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What many streams share, and what each has for itself. */
class ManyStreamsTest extends StreamStage {
    private static final int STREAMS = 100;

    /** As many consumers as the reads of documents' logs may have in all, besides the relay and the archive's index. */
    private static final int READERS_MAX = 8 + 2 + 4;

    @Test
    void areNotFedByAConsumerEach() throws Exception {
        List<SseClient> clients = new ArrayList<>();
        try {
            clients.add(connectToOneMore());
            int before = consumers();

            for (int i = 1; i < STREAMS; i++) {
                clients.add(connectToOneMore());
            }

            assertThat(gateway.streams()).isEqualTo(STREAMS);
            assertThat(consumers()).isLessThanOrEqualTo(before + READERS_MAX);
        } finally {
            clients.forEach(SseClient::close);
        }
    }

    @Test
    void areToldToReconnectAtDifferentTimes() {
        begins(1);
        Set<String> waits = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            try (SseClient client = connect(null)) {
                client.names(1);
                waits.add(client.retry());
            }
        }

        assertThat(waits).allSatisfy(wait -> assertThat(Integer.parseInt(wait)).isBetween(1_000, 2_999));
        // Thirty random values of some thousand are practically never five or fewer distinct ones.
        assertThat(waits).hasSizeGreaterThan(5);
    }

    private SseClient connectToOneMore() {
        DocumentId one = new DocumentId(UUID.randomUUID().toString());
        orchestrator.createTopic(one);
        orchestrator.happen(SampleRun.from(one, 0, SampleRun.complete()).subList(0, 1));
        SseClient client = SseClient.connect(gateway.uri("/api/documents/" + one + "/events"), null);
        client.names(1);
        return client;
    }

    /** The consumers of Kafka in this process. */
    private static int consumers() throws MalformedObjectNameException {
        return ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("kafka.consumer:type=consumer-metrics,client-id=*"), null)
                .size();
    }
}
