package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.gateway.testkit.StreamStage;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How a client that comes back with its last event goes on. */
final class EventStreamResumeTest extends StreamStage {
    @Test
    void resumesAfterTheLastEventIdWithNothingElse() {
        begins(20);

        try (SseClient client = connect("5")) {
            assertThat(ids(client, 14)).isEqualTo(ids(6, 20));
        }
        try (SseClient client = connectWith("lastEventId=-1")) {
            assertThat(ids(client, 20)).isEqualTo(ids(0, 20));
        }
    }

    @Test
    void resumesAfterTheFirstEventAndAfterTheLast() {
        begins(6);

        try (SseClient afterFirst = connect("0");
                SseClient afterLast = connect("5")) {
            assertThat(ids(afterFirst, 5)).isEqualTo(ids(1, 6));
            goesOn(6, 8);
            assertThat(ids(afterLast, 2)).isEqualTo(ids(6, 8));
        }
    }

    @Test
    void resetsInBandACursorThatIsBeyondTheEndOrGarbage() {
        begins(3);

        for (String cursor : List.of("3", "999999999999999999", "99999999999999999999", "-2", "abc", "1.5", "2 3")) {
            try (SseClient client = connect(cursor)) {
                assertThat(client.names(2)).as(cursor).containsExactly("reset:null", "snapshot:2");
            }
        }
    }

    @Test
    void tellsEveryClientExactlyOnceInOrderThroughRandomDisconnects() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<RecordedEvent> events = many(300);
        begins(events.subList(0, 1));
        Thread writer = Thread.ofVirtual().start(() -> orchestrator.happen(events.subList(1, 300)));

        List<String> received = new ArrayList<>();
        String cursor = "-1";
        while (received.size() < 300) {
            try (SseClient client = connect(cursor)) {
                int take = Math.min(300 - received.size(), 1 + random.nextInt(40));
                received.addAll(ids(client, take));
                cursor = received.getLast();
            }
        }
        writer.join();

        assertThat(received).as("seed %d", seed).isEqualTo(ids(0, 300));
    }

    private List<RecordedEvent> many(int count) {
        List<DocumentEvent> events = LongStream.range(0, count)
                .<DocumentEvent>mapToObj(i -> SampleRun.processing(StepId.first(), "at " + i))
                .toList();
        return SampleRun.from(document, 0, events);
    }
}
