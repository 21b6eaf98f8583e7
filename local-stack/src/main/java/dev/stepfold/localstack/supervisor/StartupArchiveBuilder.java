package dev.stepfold.localstack.supervisor;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the missing start-up archives of running processes, one after the other and at the lowest priority, some time after
 * all were ready. A failure costs the next start some time and nothing else, so it is tried once.
 */
final class StartupArchiveBuilder {
    private static final Duration BUILD_MAX = Duration.ofMinutes(5);

    private final List<ProcessSpec> specs;
    private final Duration afterReady;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    /** Guarded by this. */
    private @Nullable Process building;

    StartupArchiveBuilder(List<ProcessSpec> specs, Duration afterReady) {
        this.specs = specs;
        this.afterReady = afterReady;
    }

    /** Called when all are ready; returns when all archives are made, or {@link #stop} was called. */
    void buildMissing() throws InterruptedException, IOException {
        if (stopRequested.await(afterReady.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
        for (ProcessSpec spec : specs) {
            if (spec.archive().isPresent() && spec.archive().get().isWanted()) {
                build(spec, spec.archive().get());
            }
        }
    }

    /** Ends what is being built; nothing more is. */
    synchronized void stop() {
        stopRequested.countDown();
        if (building != null) {
            building.destroyForcibly();
        }
    }

    /** Removes what is left on the way to an archive. To be called when the processes have stopped, which write there. */
    void tidy() throws IOException {
        for (ProcessSpec spec : specs) {
            if (spec.archive().isPresent()) {
                spec.archive().get().tidy();
            }
        }
    }

    private void build(ProcessSpec spec, StartupArchive archive) throws InterruptedException, IOException {
        Process process;
        synchronized (this) {
            if (stopRequested.getCount() == 0) {
                return;
            }
            ProcessBuilder builder = new ProcessBuilder(archive.buildCommand(spec.command()))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectErrorStream(true);
            builder.environment().putAll(spec.environment());
            process = builder.start();
            building = process;
        }
        if (!process.waitFor(BUILD_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        } else if (process.exitValue() == 0) {
            archive.adopt();
        }
    }
}
