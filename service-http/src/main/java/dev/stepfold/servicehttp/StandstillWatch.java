package dev.stepfold.servicehttp;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process in which no virtual thread has run for a minute, so that it is started again. Such a process answers nothing and
 * never recovers: all carriers wait for something that only another virtual thread could do, for example for a class whose
 * initializer waits for a lock (<a href="https://openjdk.org/jeps/491">JEP 491</a> leaves such threads pinned). Nothing is lost by
 * the end, since a process may be killed at any time.
 *
 * <p>Time is counted in looks of this watch, one a second, so that a process that was frozen, or had to wait for a processor,
 * is not taken for one that stands still.
 */
final class StandstillWatch {
    /** The status of a process that ended for this: EX_SOFTWARE of sysexits.h. */
    static final int STATUS = 70;

    private static final Logger LOG = LoggerFactory.getLogger(StandstillWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int LOOKS_MAX = 60;
    private static final Duration TELLING_MAX = Duration.ofSeconds(10);
    private static final int DUMP_LINES_MAX = 2_000;

    private final Executor virtualThreads;
    private final int looksMax;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private int looks;

    /**
     * @param virtualThreads runs each task on a virtual thread of its own
     * @param looksMax in how many looks one after the other a task may not have run
     */
    StandstillWatch(Executor virtualThreads, int looksMax) {
        this.virtualThreads = virtualThreads;
        this.looksMax = looksMax;
    }

    /** Watches this process as long as it runs. */
    static void start() {
        start(INTERVAL, LOOKS_MAX);
    }

    static void start(Duration interval, int looksMax) {
        StandstillWatch watch = new StandstillWatch(Thread::startVirtualThread, looksMax);
        Thread.ofPlatform().name("standstill-watch").daemon().start(() -> watch.run(interval));
    }

    private void run(Duration interval) {
        while (!standsStill()) {
            LockSupport.parkNanos(interval.toNanos());
        }
        Thread telling = Thread.ofPlatform().daemon().start(this::tell);
        try {
            var _ = telling.join(TELLING_MAX);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(STATUS);
    }

    /** May wait for ever: a virtual thread that does not run may hold the lock of the log. */
    private void tell() {
        LOG.error(
                "no virtual thread has run in {} looks: the process ends, to be started again\n{}",
                looksMax,
                threads());
    }

    /** Looks once; whether no task has run for too long. There is never more than one task that waits. */
    boolean standsStill() {
        if (waiting.compareAndSet(false, true)) {
            looks = 0;
            virtualThreads.execute(() -> waiting.set(false));
        }
        return looks++ >= looksMax;
    }

    /** All threads, virtual ones too, as far as they fit into a log. */
    private static String threads() {
        try {
            Path folder = Files.createTempDirectory("standstill");
            Path file = folder.resolve("threads");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
            try (Stream<String> lines = Files.lines(file)) {
                return String.join("\n", lines.limit(DUMP_LINES_MAX).toList());
            } finally {
                Files.delete(file);
                Files.delete(folder);
            }
        } catch (IOException | RuntimeException e) {
            return "no threads could be listed: " + e;
        }
    }
}
