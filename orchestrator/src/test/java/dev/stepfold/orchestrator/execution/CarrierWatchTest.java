package dev.stepfold.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CarrierWatchTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final CarrierWatch watch = new CarrierWatch(nanos::get, waiting::add);

    @Test
    void isStarvedWhileATaskWaitsTooLongAndNoLongerOnceItRan() {
        watch.look();
        nanos.addAndGet(CarrierWatch.SILENCE_MAX.toNanos());
        assertThat(watch.isStarved()).isFalse();

        nanos.addAndGet(1);
        watch.look();
        assertThat(watch.isStarved()).isTrue();
        assertThat(waiting).hasSize(1);

        waiting.remove().run();
        assertThat(watch.isStarved()).isFalse();
    }

    @Test
    void isNotStarvedWhereNobodyLooked() {
        nanos.addAndGet(CarrierWatch.SILENCE_MAX.toNanos() * 10);

        assertThat(watch.isStarved()).isFalse();
    }
}
