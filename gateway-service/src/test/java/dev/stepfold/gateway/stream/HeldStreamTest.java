package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.Next.EndReason;
import dev.stepfold.schemas.Owner;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client that comes back gets while its stream cannot be opened. */
@Timeout(30)
final class HeldStreamTest {
    private final AtomicInteger over = new AtomicInteger();

    @Test
    void getsHeartbeatsUntilItsStreamIsOpened() {
        HeldStream stream = stream(Duration.ofHours(1), HeldStreamTest::away, HeldStreamTest::full, Ended::new);

        assertThat(stream.next()).isInstanceOf(Next.Heartbeat.class);
        assertThat(stream.next()).isInstanceOf(Next.Heartbeat.class);
        assertThat(over).hasValue(0);
        assertThat(stream.next()).isEqualTo(new Next.End(EndReason.AT_REST));
        assertThat(over).hasValue(1);
    }

    @Test
    void isCutOffWhenItWasHeldForLong() {
        HeldStream stream = stream(Duration.ZERO, HeldStreamTest::away);

        assertThat(stream.next()).isEqualTo(new Next.End(EndReason.LOG_UNAVAILABLE));
        stream.close();
        assertThat(over).hasValue(1);
    }

    @Test
    void endsWhenTheDocumentTurnsOutToBeErased() {
        HeldStream stream = stream(Duration.ofHours(1), HeldStreamTest::away, HeldStreamTest::erased);

        assertThat(stream.next()).isInstanceOf(Next.Heartbeat.class);
        assertThat(List.of(stream.next(), stream.next()))
                .containsExactly(new Next.Reset(ResetReason.ERASED), new Next.End(EndReason.ERASED));
    }

    @Test
    void isWokenWhenItsClientGoes() throws InterruptedException {
        HeldStream stream =
                new HeldStream(() -> new Ended(), over::incrementAndGet, Duration.ofHours(1), Duration.ofHours(1));
        AtomicReference<Next> seen = new AtomicReference<>();
        Thread waiting = Thread.ofPlatform().start(() -> seen.set(stream.next()));
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        stream.close();

        waiting.join();
        assertThat(seen).hasValue(new Next.End(EndReason.CLOSED));
        assertThat(over).hasValue(1);
    }

    @Test
    void onlySoManyAreHeldAtOnceAndAQuarterOfOneOwner() {
        HeldStreams held = new HeldStreams();
        List<StreamSource> streams = new ArrayList<>();
        for (String owner : List.of("ada", "bob", "cy", "dee")) {
            for (int i = 0; i < HeldStreams.HELD_OF_OWNER_MAX; i++) {
                streams.add(held.hold(new Owner(owner), Ended::new));
            }
        }
        assertThat(streams).hasSize(HeldStreams.HELD_MAX).hasOnlyElementsOfType(HeldStream.class);
        assertThat(held.hold(new Owner("eve"), Ended::new).next()).isEqualTo(new Next.End(EndReason.LOG_UNAVAILABLE));

        streams.getFirst().close();

        assertThat(held.hold(new Owner("bob"), Ended::new)).isNotInstanceOf(HeldStream.class);
        assertThat(held.hold(new Owner("eve"), Ended::new)).isInstanceOf(HeldStream.class);
    }

    /** A stream whose tries to be opened go like that, one after the other. */
    private HeldStream stream(Duration heldMax, HeldStream.Opening... tries) {
        Deque<HeldStream.Opening> left = new ArrayDeque<>(List.of(tries));
        return new HeldStream(() -> left.remove().open(), over::incrementAndGet, Duration.ofMillis(1), heldMax);
    }

    private static StreamSource away() throws LogUnavailableException {
        throw new LogUnavailableException("Kafka is away", new IllegalStateException());
    }

    private static StreamSource full() {
        throw ProblemException.passing(ProblemCode.TOO_MANY_STREAMS, "full", Duration.ofSeconds(5));
    }

    private static StreamSource erased() {
        throw ProblemException.documentNotFound();
    }

    private static final class Ended implements StreamSource {
        @Override
        public Next next() {
            return new Next.End(EndReason.AT_REST);
        }

        @Override
        public Next next(Duration patience) {
            return next();
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }
}
