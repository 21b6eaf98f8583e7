package dev.stepfold.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time of processes with all their children, as Linux counts it in ticks of 10 ms. Children that have ended
 * count once their parent has waited for them, so that the connections of PostgreSQL are not lost.
 */
final class ProcessorTime {
    private static final double TICKS_PER_SECOND = 100;

    /** Fields of {@code /proc/PID/stat} after the name, from 0: utime, stime, cutime, cstime (proc(5)). */
    private static final List<Integer> TIMES = List.of(11, 12, 13, 14);

    private ProcessorTime() {}

    /** In seconds, since the processes began. */
    static double secondsOf(Process... processes) {
        return Stream.of(processes)
                .map(Process::toHandle)
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .mapToDouble(ProcessorTime::secondsOf)
                .sum();
    }

    private static double secondsOf(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return TIMES.stream()
                            .mapToLong(field -> Long.parseLong(fields[field]))
                            .sum()
                    / TICKS_PER_SECOND;
        } catch (IOException _) {
            return 0; // has ended meanwhile
        }
    }
}
