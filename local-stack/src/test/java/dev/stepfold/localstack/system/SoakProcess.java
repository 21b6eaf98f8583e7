package dev.stepfold.localstack.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Linux says of a process at one moment (proc(5)), and the process of itself. A figure that is not known is not a number.
 *
 * @param name of the process
 * @param pid tells its instances apart
 * @param age since it was started
 * @param cpu processor time since then
 */
record SoakProcess(String name, long pid, Instant at, Duration age, Duration cpu, Map<Gauge, Double> gauges) {
    private static final double MIB = 1024.0 * 1024;
    private static final double KIB_PER_MIB = 1024;
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    SoakProcess {
        gauges = Map.copyOf(gauges);
    }

    /** What is compared. */
    enum Gauge {
        RESIDENT("resident memory, MiB"),
        FILES("open files"),
        THREADS("threads"),
        MAPS("memory maps"),
        DIRECT("direct buffers, MiB"),
        LIVE("heap after a full collection, MiB");

        private final String words;

        Gauge(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Looks at it.
     *
     * @param metrics what it exposes; nothing where it exposes none
     * @param collect whether it collects its garbage before, so that what is left can be told
     * @return empty if it has ended meanwhile
     */
    static Optional<SoakProcess> look(String name, long pid, Exposition metrics, boolean collect)
            throws InterruptedException {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        Optional<Instant> started = process.flatMap(one -> one.info().startInstant());
        if (process.isEmpty() || started.isEmpty()) {
            return Optional.empty();
        }
        Path proc = Path.of("/proc", Long.toString(pid));
        try {
            List<String> status = Files.readAllLines(proc.resolve("status"));
            Instant now = Instant.now();
            Map<Gauge, Double> gauges = new EnumMap<>(Gauge.class);
            gauges.put(Gauge.RESIDENT, field(status, "VmRSS:") / KIB_PER_MIB);
            gauges.put(Gauge.THREADS, field(status, "Threads:"));
            gauges.put(Gauge.FILES, (double) count(proc.resolve("fd")));
            try (Stream<String> maps = Files.lines(proc.resolve("maps"), StandardCharsets.ISO_8859_1)) {
                gauges.put(Gauge.MAPS, (double) maps.count());
            }
            double direct = metrics.sum("jvm_buffer_memory_used_bytes", Map.of("id", "direct"));
            gauges.put(Gauge.DIRECT, metrics.samples().isEmpty() ? Double.NaN : direct / MIB);
            gauges.put(Gauge.LIVE, collect ? live(pid).orElse(Double.NaN) : Double.NaN);
            Duration cpu = process.get().info().totalCpuDuration().orElse(Duration.ZERO);
            return Optional.of(new SoakProcess(name, pid, now, Duration.between(started.get(), now), cpu, gauges));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    double gauge(Gauge gauge) {
        return gauges.getOrDefault(gauge, Double.NaN);
    }

    private static double field(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .sum();
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    /** What the objects take that a full collection leaves, in MiB: it is counted before anything else is allocated. */
    private static OptionalDouble live(long pid) throws IOException, InterruptedException {
        Matcher total = TOTAL.matcher(jcmd(pid, "GC.class_histogram"));
        return total.find() ? OptionalDouble.of(Double.parseDouble(total.group(1)) / MIB) : OptionalDouble.empty();
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-J-Xmx32m",
                        Long.toString(pid),
                        command)
                .redirectErrorStream(true)
                .start();
        try (var _ = jcmd.getOutputStream()) {
            String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!jcmd.waitFor(ANSWERS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                jcmd.destroyForcibly();
            }
            return said;
        }
    }
}
