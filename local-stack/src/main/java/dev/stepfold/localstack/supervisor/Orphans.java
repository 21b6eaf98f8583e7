package dev.stepfold.localstack.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The processes that a killed supervisor left running: they are found by their pid files and stopped before a new start. */
public final class Orphans {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private Orphans() {}

    /** Stops the orphans of these specs, the last first, and reports it. */
    public static void stop(List<ProcessSpec> specs, ProcessFiles files, Console console) throws InterruptedException {
        for (ProcessSpec spec : specs.reversed()) {
            PidFile pidFile = files.pidFile(spec.name());
            switch (FoundProcess.of(pidFile.read(), Orphans::commandLine, spec.mark())) {
                case FoundProcess.Gone _, FoundProcess.Stranger _ -> pidFile.delete();
                case FoundProcess.Orphan(long pid) -> {
                    console.say(spec.name(), "still running from an earlier start, stopping pid " + pid);
                    Optional<ProcessHandle> process = ProcessHandle.of(pid);
                    if (process.isPresent()) {
                        StopPolicy.stop(process.get(), wait -> endsWithin(pid, wait));
                    }
                    pidFile.delete();
                }
            }
        }
    }

    /** Empty also for a process that has ended but was not reaped (a zombie). */
    private static Optional<String> commandLine(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().commandLine());
    }

    private static boolean endsWithin(long pid, Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (commandLine(pid).isPresent()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return true;
    }
}
