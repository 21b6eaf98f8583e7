package dev.stepfold.localstack.supervisor;

import java.time.Duration;

/** How a process is stopped: SIGTERM, a bounded wait, then SIGKILL. */
final class StopPolicy {
    /** Long enough for a service to hand over its streams and for a broker to close thousands of logs, on a busy machine. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private StopPolicy() {}

    /** Waits for the end of one process. */
    @FunctionalInterface
    interface Ending {
        /** True if the process ended before the wait was over. */
        boolean within(Duration wait) throws InterruptedException;
    }

    /** True if it ended by itself within the grace time, false if it had to be killed. */
    static boolean stop(ProcessHandle process, Ending ending) throws InterruptedException {
        process.destroy();
        if (ending.within(GRACE)) {
            return true;
        }
        process.destroyForcibly();
        ending.within(AFTER_KILL);
        return false;
    }
}
