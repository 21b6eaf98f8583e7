package dev.stepfold.benchmarks;

import java.io.IOException;
import java.util.Map;

/** A system that runs six empty steps durably. Safe for use by many threads. */
interface DurableRuns extends AutoCloseable {
    /** Returns when a run is complete. */
    void run() throws IOException, InterruptedException;

    /** Waits until the work for the runs so far is done. */
    void settle() throws InterruptedException;

    /** The processor time of each of its processes since its start, in seconds. */
    Map<String, Double> processorSeconds();

    /** Ends what was started for it. */
    @Override
    void close();
}
