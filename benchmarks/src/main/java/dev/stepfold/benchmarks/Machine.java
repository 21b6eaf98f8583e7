package dev.stepfold.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The machine on which the benchmark runs, as Linux reports it. */
final class Machine {
    private Machine() {}

    /** Its processors and their recent load, for people. */
    static String described() {
        return String.format(
                Locale.ROOT,
                "machine: %d processors, load %.1f",
                Runtime.getRuntime().availableProcessors(),
                load());
    }

    /** How many threads have wanted a processor, on average over a minute. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** The resident memory of a process, in bytes. */
    static long residentBytes(long pid) {
        try {
            return 1024
                    * Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
