package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.stream.Cursor;
import dev.stepfold.gateway.stream.DocumentStream;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.stream.Watchers;
import dev.stepfold.gateway.testkit.FakeRecorded;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that begin at any time, while forwards are late, repeated and interrupted, and events leave the ring. */
final class RecentStreamSimulationTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final int WORLDS = 100;
    private static final int STEPS = 80;

    @ParameterizedTest
    @ValueSource(longs = {4_000, 20_000, 10_000_000})
    void neverLosesOrRepeatsAnEvent(long bytesMax) throws Exception {
        int spared = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            World world = new World(new Random(seed), bytesMax);
            for (int step = 0; step < STEPS; step++) {
                world.goesOn();
            }
            world.comesToRest();
            for (Client client : world.clients) {
                assertThat(client.received)
                        .as("seed %d, from %s", seed, client.from)
                        .isEqualTo(world.sequences(client.begin, Long.MAX_VALUE));
            }
            spared += world.spared;
        }
        assertThat(spared).as("streams that read no topic").isPositive();
    }

    /** A stream and what it has sent; a snapshot counts as the events up to it. */
    private static final class Client {
        private final String from;
        private final DocumentStream stream;
        private final long begin;
        private final List<Long> received = new ArrayList<>();
        private long cursor;

        Client(String from, DocumentStream stream, long cursor) {
            this.from = from;
            this.stream = stream;
            this.begin = cursor;
            this.cursor = cursor;
        }

        void drain(World world) {
            while (true) {
                switch (stream.next()) {
                    case Next.Snapshot(var state) -> {
                        received.addAll(world.sequences(cursor, state.sequence()));
                        cursor = state.sequence();
                    }
                    case Next.Event(var frame) -> {
                        received.add(frame.sequence());
                        cursor = frame.sequence();
                    }
                    case Next.Heartbeat() -> {
                        return;
                    }
                    case Next.Reset _, Next.Expired _, Next.End _ -> throw new AssertionError(from + " ended");
                }
            }
        }
    }

    private static final class World {
        private final Random random;
        private final FakeRecorded topic = new FakeRecorded(DOCUMENT);
        private final Watchers watchers = new Watchers();
        private final RecentEvents recent;
        private final VisibleDocuments documents;
        private final List<RecordedEvent> log = new ArrayList<>();
        private final List<RecordedEvent> late = new ArrayList<>();
        private final List<Client> clients = new ArrayList<>();
        private long end;
        private int projected;
        private int spared;

        World(Random random, long bytesMax) {
            this.random = random;
            this.recent = new RecentEvents(bytesMax);
            this.documents = new VisibleDocuments(
                    _ -> projected == 0
                            ? new ProjectionAnswer.Unknown()
                            : new ProjectionAnswer.Known(DocumentFold.fold(DOCUMENT, log.subList(0, projected))),
                    topic::read,
                    new AcceptedDocuments(),
                    () -> true,
                    recent);
            append();
            forwardLate();
        }

        void goesOn() throws LogUnavailableException {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> append();
                case 3, 4, 5 -> {
                    append();
                    forwardLate();
                }
                case 6 -> {
                    topic.appendFenced();
                    end++;
                }
                case 7 -> projected = random.nextInt(projected, log.size() - late.size() + 1);
                case 8 -> forwardAgain();
                case 9 -> connect();
                case 10 ->
                    clients.forEach(client -> {
                        if (random.nextBoolean()) {
                            client.drain(this);
                        }
                    });
                default -> {
                    if (random.nextInt(8) == 0) {
                        missTheLate();
                    }
                }
            }
        }

        /** All that was appended is forwarded, and nothing else happens. */
        void comesToRest() {
            forwardLate();
            clients.forEach(client -> client.drain(this));
        }

        List<Long> sequences(long after, long last) {
            return log.stream()
                    .map(RecordedEvent::sequence)
                    .filter(sequence -> sequence > after && sequence <= last)
                    .toList();
        }

        private void append() {
            RecordedEvent event = SampleRun.at(
                    DOCUMENT, end, end == 0 ? SampleRun.started() : SampleRun.processing(StepId.first(), "at " + end));
            end++;
            topic.append(List.of(event));
            log.add(event);
            late.add(event);
        }

        private void forwardLate() {
            (random.nextInt(6) == 0 ? late.reversed() : late).forEach(this::relay);
            late.clear();
        }

        /** A loader forwards again what is not known to be forwarded, up to the end. */
        private void forwardAgain() {
            log.subList(random.nextInt(log.size()), log.size()).forEach(this::relay);
            late.clear();
        }

        /** The relay misses events, and is at a new position. */
        private void missTheLate() {
            late.clear();
            recent.clear();
            watchers.interruptAll();
        }

        private void relay(RecordedEvent event) {
            EventFrame frame = EventFrame.of(event);
            recent.add(frame);
            watchers.dispatch(frame);
        }

        private void connect() throws LogUnavailableException {
            long sequence = log.get(random.nextInt(log.size())).sequence();
            Cursor cursor = switch (random.nextInt(3)) {
                case 0 -> new Cursor.None();
                case 1 -> new Cursor.After(-1);
                default -> new Cursor.After(sequence);
            };
            int reads = topic.reads();
            DocumentStream.Request request = new DocumentStream.Request(DOCUMENT, cursor, false, Duration.ZERO, null);
            DocumentStream stream = DocumentStream.open(
                            request,
                            documents.streamedTo(Caller.LOCAL, DOCUMENT).orElseThrow(),
                            watchers)
                    .orElseThrow();
            Client client =
                    new Client(cursor.toString(), stream, cursor instanceof Cursor.After(long after) ? after : -1);
            clients.add(client);
            if (random.nextBoolean()) {
                client.drain(this);
                spared += topic.reads() == reads ? 1 : 0;
            }
        }
    }
}
