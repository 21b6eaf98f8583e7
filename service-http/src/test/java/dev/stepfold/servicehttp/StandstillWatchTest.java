package dev.stepfold.servicehttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StandstillWatchTest {
    private static final int LOOKS_MAX = 5;

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final StandstillWatch watch = new StandstillWatch(waiting::add, LOOKS_MAX);

    @Test
    void endsAProcessInWhichNoVirtualThreadRuns() {
        for (int i = 0; i < LOOKS_MAX; i++) {
            assertThat(watch.standsStill()).isFalse();
        }

        assertThat(watch.standsStill()).isTrue();
        assertThat(waiting).hasSize(1);
    }

    @Test
    void countsAnewOnceAVirtualThreadHasRun() {
        for (int i = 0; i < 10 * LOOKS_MAX; i++) {
            assertThat(watch.standsStill()).isFalse();
            if (i % LOOKS_MAX == 0) {
                waiting.remove().run();
            }
        }
    }

    @Test
    void endsAProcessWhoseCarriersAllWaitForAClass() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Standstill.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(output).contains("no virtual thread has run", "StandstillWatchTest$Slow.<clinit>");
            assertThat(process.exitValue()).isEqualTo(StandstillWatch.STATUS);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A process that stands still until it is ended; without the watch it would for ever. */
    static final class Standstill {
        private static final CountDownLatch NEVER = new CountDownLatch(1);

        private Standstill() {}

        public static void main(String[] args) throws InterruptedException {
            StandstillWatch.start(Duration.ofMillis(50), LOOKS_MAX);
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                Thread.startVirtualThread(() -> System.out.println(Slow.VALUE));
            }
            Thread.currentThread().join();
        }
    }

    /** Its initializer waits for what a virtual thread would have to do. */
    static final class Slow {
        static final Object VALUE = value();

        private Slow() {}

        private static Object value() {
            try {
                Standstill.NEVER.await();
                return "";
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
