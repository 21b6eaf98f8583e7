package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.RestlessClient;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.gateway.testkit.StreamStage;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the stream continues for a client that reconnects with its last event. */
final class EventStreamResumeTest extends StreamStage {
    private static final int ROUNDS = 40;

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
    void tellsAClientThatComesBackToAnEndNotToComeAgain() {
        begins(20);
        try (SseClient over = connectWith("until=rest&lastEventId=19");
                SseClient first = connectWith("until=rest");
                SseClient oneLeft = connectWith("until=rest&lastEventId=18");
                SseClient staying = connect("19")) {
            assertThat(over.status()).isEqualTo(204);
            assertThat(over.headers().firstValue("cache-control")).hasValue("no-store, no-transform");
            assertThat(first.names(1)).containsExactly("snapshot:19");
            assertThat(ids(oneLeft, 1)).containsExactly("19");
            assertThat(oneLeft.next()).isEmpty();
            assertThat(oneLeft.isCut()).isFalse();
            assertThat(staying.nextComment()).startsWith(":");
        }
    }

    @Test
    void goesOnForAClientThatComesBackToARunThatIsNotAtRest() {
        begins(19);
        try (SseClient client = connectWith("until=rest&lastEventId=18")) {
            assertThat(client.status()).isEqualTo(200);
            goesOn(19, 20);
            assertThat(ids(client, 1)).containsExactly("19");
            assertThat(client.next()).isEmpty();
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
    void sendsEveryClientEachEventOnceInOrderThroughRandomDisconnects() throws Exception {
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

    @Test
    @Timeout(240)
    void sendsEveryClientEachEventOnceInOrderWhileTheLogGoesToTheArchiveAndBack() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<RecordedEvent> log = many(20);
        begins(log);
        boolean archived = false;
        try (RestlessClient client = new RestlessClient(random, this::connect)) {
            for (int round = 0; round < ROUNDS; round++) {
                int before = log.size();
                Thread moving = Thread.ofVirtual().unstarted(moves(log, archived, random));
                archived = log.getLast().event() instanceof DocumentArchive.Archived;

                moving.start();
                client.readTo(random.nextInt(client.ids().size(), before + 1));
                moving.join();
            }
            client.readTo(log.size());

            assertThat(client.ids()).as("seed %d", seed).isEqualTo(ids(0, log.size()));
        }
    }

    /** What happens next to the document and its log, by which the log gets longer; every other time nothing while it is archived. */
    private Runnable moves(List<RecordedEvent> log, boolean archived, Random random) {
        CommandId command = new CommandId("archive-" + log.size());
        boolean rests = random.nextBoolean();
        if (archived) {
            if (rests) {
                return () -> {};
            }
            log.add(SampleRun.at(document, log.size(), new DocumentArchive.Restored(command)));
            List<RecordedEvent> whole = List.copyOf(log);
            return () -> orchestrator.restore(whole);
        }
        if (rests) {
            RecordedEvent seal = SampleRun.at(document, log.size(), new DocumentArchive.Archived(command));
            log.add(seal);
            List<RecordedEvent> whole = List.copyOf(log);
            return () -> {
                orchestrator.happen(List.of(seal));
                orchestrator.archive(whole);
            };
        }
        List<DocumentEvent> more =
                Collections.nCopies(1 + random.nextInt(20), SampleRun.processing(StepId.first(), "on"));
        List<RecordedEvent> events = SampleRun.from(document, log.size(), more);
        log.addAll(events);
        return () -> orchestrator.happen(events);
    }

    private List<RecordedEvent> many(int count) {
        List<DocumentEvent> events = LongStream.range(0, count)
                .<DocumentEvent>mapToObj(i -> SampleRun.processing(StepId.first(), "at " + i))
                .toList();
        return new ArrayList<>(SampleRun.from(document, 0, events));
    }
}
