package dev.stepfold.benchmarks.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link RunCost} with JMH and its GC profiler: times and allocations per operation. */
public final class MicroBenchmarks {
    private MicroBenchmarks() {}

    /** How long JMH measures. */
    public enum Extent {
        /** In this process and without output, so short that the figures mean nothing. */
        TRY,
        /** In two processes, after warm-up. */
        MEASURE
    }

    /**
     * Runs all benchmarks; JMH prints a table.
     *
     * @param results the file for its JSON
     */
    public static Collection<RunResult> run(Extent extent, Path results) throws IOException, RunnerException {
        if (extent == Extent.TRY) {
            // JMH measures once at a time on a machine. A try does not measure, and two builds may try at once.
            System.setProperty("jmh.ignoreLock", "true");
        }
        Files.createDirectories(results.toAbsolutePath().getParent());
        OptionsBuilder options = new OptionsBuilder();
        options.include(RunCost.class.getName() + "\\.")
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(results.toString());
        return new Runner(timed(extent, options)).run();
    }

    private static Options timed(Extent extent, OptionsBuilder options) {
        return switch (extent) {
            case TRY ->
                options.verbosity(VerboseMode.SILENT)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(20))
                        .build();
            case MEASURE ->
                options.forks(2)
                        .warmupIterations(5)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .build();
        };
    }
}
