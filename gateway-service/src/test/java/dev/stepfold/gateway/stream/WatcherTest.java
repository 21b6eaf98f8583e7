package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.StepResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class WatcherTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final Duration NOT_AT_ALL = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Watchers watchers = new Watchers();

    @Test
    void returnsEventsInOrderOfArrival() {
        Watcher watcher = watchers.watch(DOCUMENT);

        watchers.dispatch(frame(0));
        watchers.dispatch(frame(1));

        assertThat(sequence(watcher)).isZero();
        assertThat(sequence(watcher)).isEqualTo(1);
        assertThat(watcher.await(NOT_AT_ALL)).isEqualTo(new Signal.Silence());
    }

    @Test
    void endsAllStreamsGradually() {
        List<Watcher> few =
                Stream.generate(() -> watchers.watch(DOCUMENT)).limit(4).toList();
        List<Integer> open = new ArrayList<>();
        List<Duration> pauses = new ArrayList<>();

        watchers.endAll(Duration.ofSeconds(2), pause -> {
            pauses.add(pause);
            open.add(watchers.count());
        });

        assertThat(open).containsExactly(3, 2, 1);
        assertThat(pauses).containsOnly(Duration.ofMillis(500));
        assertThat(few).allMatch(watcher -> watcher.await(NOT_AT_ALL).equals(new Signal.Closed()));
    }

    @Test
    void endsManyStreamsInNoMoreTimeThanFew() {
        for (int i = 0; i < 1_001; i++) {
            var _ = watchers.watch(DOCUMENT);
        }
        List<Duration> pauses = new ArrayList<>();

        watchers.endAll(Duration.ofSeconds(2), pauses::add);

        assertThat(watchers.count()).isZero();
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void dropsItsEventsWhenThereAreTooManyAndContinuesAfterwards() {
        Watcher watcher = watchers.watch(DOCUMENT);
        for (int i = 0; i <= Watcher.EVENTS_MAX; i++) {
            watchers.dispatch(frame(i));
        }
        watchers.dispatch(frame(Watcher.EVENTS_MAX + 1));

        assertThat(watcher.await(NOT_AT_ALL)).isEqualTo(new Signal.Overflowed());
        assertThat(watcher.await(NOT_AT_ALL)).isEqualTo(new Signal.Silence());
        watchers.dispatch(frame(500));
        assertThat(sequence(watcher)).isEqualTo(500);
    }

    @Test
    void dropsItsEventsWhenTheyAreTooLargeButAlwaysAcceptsOne() {
        Watcher watcher = watchers.watch(DOCUMENT);

        watchers.dispatch(large(0));
        assertThat(sequence(watcher)).isZero();

        watchers.dispatch(large(1));
        watchers.dispatch(frame(2));
        assertThat(watcher.await(NOT_AT_ALL)).isEqualTo(new Signal.Overflowed());
    }

    @Test
    void affectsNoOtherWatcher() {
        Watcher slow = watchers.watch(DOCUMENT);
        Watcher quick = watchers.watch(DOCUMENT);
        for (int i = 0; i <= Watcher.EVENTS_MAX; i++) {
            watchers.dispatch(frame(i));
            assertThat(sequence(quick)).isEqualTo(i);
        }
        assertThat(slow.await(NOT_AT_ALL)).isEqualTo(new Signal.Overflowed());
    }

    @Test
    void wakesItsStreamWhenItIsClosed() throws Exception {
        Watcher watcher = watchers.watch(DOCUMENT);
        CompletableFuture<Signal> signal = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> signal.complete(watcher.await(LONG)));

        watcher.close();

        assertThat(signal.get(10, TimeUnit.SECONDS)).isEqualTo(new Signal.Closed());
    }

    @Test
    void isClosedWhenItsStreamDoesNotReadIt() {
        Watcher watcher = watchers.watch(DOCUMENT);

        watchers.closeUnattended(LONG);
        assertThat(watchers.count()).isEqualTo(1);
        watchers.closeUnattended(Duration.ofNanos(-1));

        assertThat(watchers.count()).isZero();
        assertThat(watcher.await(NOT_AT_ALL)).isEqualTo(new Signal.Closed());
    }

    @Test
    void unregistersOnceHoweverOftenItIsClosed() {
        Watcher one = watchers.watch(DOCUMENT);
        Watcher other = watchers.watch(DOCUMENT);

        one.close();
        one.close();

        assertThat(watchers.count()).isEqualTo(1);
        assertThat(watchers.isWatched(DOCUMENT)).isTrue();
        other.close();
        assertThat(watchers.isWatched(DOCUMENT)).isFalse();
    }

    private static long sequence(Watcher watcher) {
        return watcher.await(NOT_AT_ALL) instanceof Signal.Arrived(EventFrame frame) ? frame.sequence() : -1;
    }

    private static EventFrame frame(long sequence) {
        return EventFrame.of(SampleRun.at(DOCUMENT, sequence, SampleRun.processing(StepId.first(), "on")));
    }

    private static EventFrame large(long sequence) {
        ObjectNode result = ContractMapper.mapper().createObjectNode().put("text", "a".repeat(Watcher.BYTES_MAX));
        return EventFrame.of(SampleRun.at(
                DOCUMENT,
                sequence,
                new StepResult(
                        StepId.first(), result, "large", new ResultMetrics(Duration.ZERO, "test", null), List.of())));
    }
}
