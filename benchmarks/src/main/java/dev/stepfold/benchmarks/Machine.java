package dev.stepfold.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    /** Its processors, memory, system and present speed, for programs. */
    static ObjectNode asJson(Calibration calibration) throws IOException {
        return JsonNodeFactory.instance
                .objectNode()
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("processor", line(Path.of("/proc/cpuinfo"), "model name"))
                .put("memory", line(Path.of("/proc/meminfo"), "MemTotal"))
                .put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("sha256Of64MiBMs", calibration.digest().toNanos() / 1e6)
                .put("flushOf4KiBUs", calibration.flush().toNanos() / 1e3)
                .put("loadBefore", load());
    }

    private static String line(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
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
