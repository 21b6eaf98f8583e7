package dev.stepfold.servicehttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandstillWatchTest {
    private static final int LOOKS_MAX = 5;

    @TempDir
    Path folder;

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
        assertThat(outputOfAProcessThatStandsStill())
                .contains("no virtual thread has run", "StandstillWatchTest$Slow.<clinit>");
    }

    @Test
    void endsAProcessThatCannotEvenLog() throws Exception {
        assertThat(outputOfAProcessThatStandsStill("without a log")).isEmpty();
    }

    private String outputOfAProcessThatStandsStill(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Standstill.class.getName()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(StandstillWatch.STATUS);
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A process that stands still until it is ended; without the watch it would for ever. */
    static final class Standstill {
        private static final CountDownLatch NEVER = new CountDownLatch(1);

        private Standstill() {}

        /**
         * Begins to stand still.
         *
         * @param args anything for a process in which whoever writes to the standard output waits, too
         */
        public static void main(String[] args) throws InterruptedException {
            if (args.length > 0) {
                System.setOut(new PrintStream(new OutputStream() {
                    @Override
                    public void write(int each) {
                        never();
                    }
                }));
            }
            StandstillWatch.start(Duration.ofMillis(50), LOOKS_MAX);
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                Thread.startVirtualThread(() -> System.out.println(Slow.VALUE));
            }
            Thread.currentThread().join();
        }

        private static Object never() {
            try {
                NEVER.await();
                return "";
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Its initializer waits for what a virtual thread would have to do. */
    static final class Slow {
        static final Object VALUE = Standstill.never();

        private Slow() {}
    }
}
