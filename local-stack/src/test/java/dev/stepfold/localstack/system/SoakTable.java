package dev.stepfold.localstack.system;

import dev.stepfold.localstack.system.SoakGauges.Whole;
import dev.stepfold.localstack.system.SoakProcess.Gauge;
import dev.stepfold.localstack.system.SoakTimes.What;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The first stretch of a soak beside its last one of the same length.
 *
 * <p>A process that was killed is young again, and a young one is smaller. So its figures are compared at the same age:
 * ages from half a minute on are classed by doubling, each class has its median, and a figure is the mean of the classes
 * that occur in both stretches. Besides, the instance of each process that lived longest is compared with itself: the
 * first sixth of its life, without the first minute, with the last.
 */
final class SoakTable {
    private static final double GOAL = 1.10;
    private static final Duration YOUNG = Duration.ofSeconds(30);
    private static final Duration SETTLED = Duration.ofMinutes(1);
    private static final int SIXTHS = 6;
    private static final double MEDIAN = 0.5;
    private static final double SLOWEST = 0.95;
    private static final double MILLIS = 1_000;

    private final List<Row> rows = new ArrayList<>();
    private final List<SoakProcess> processes;
    private final List<Whole> wholes;
    private final SoakTimes times;
    private final Predicate<Instant> disturbed;
    private final Span first;
    private final Span last;

    /** A stretch of time. */
    record Span(Instant from, Instant to) {
        boolean holds(Instant time) {
            return !time.isBefore(from) && time.isBefore(to);
        }
    }

    /**
     * A line of the table. A value that is not known is not a number.
     *
     * @param grows whether it grows by design, so that no goal applies
     */
    record Row(String what, double first, double last, boolean grows, String note) {
        double ratio() {
            return last / first;
        }

        String verdict() {
            if (Double.isNaN(ratio())) {
                return first == 0 && last == 0 ? "yes" : "not comparable";
            }
            return grows ? "by design" : ratio() <= GOAL ? "yes" : "**no**";
        }
    }

    /**
     * @param processes in the order of time
     * @param wholes in the order of time
     * @param disturbed at which moments times do not count
     */
    SoakTable(
            List<SoakProcess> processes,
            List<Whole> wholes,
            SoakTimes times,
            Predicate<Instant> disturbed,
            Span first,
            Span last) {
        this.processes = List.copyOf(processes);
        this.wholes = List.copyOf(wholes);
        this.times = times;
        this.disturbed = disturbed;
        this.first = first;
        this.last = last;
        SoakGauges.PROCESSES.forEach(this::addProcess);
        addDisk();
        for (What what : What.values()) {
            addTimes(what);
        }
        SoakGauges.PROCESSES.forEach(this::addLongestLived);
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    /** In Markdown. */
    String text() {
        String lines = rows.stream()
                .map(row -> "| " + row.what() + " | " + shown(row.first()) + " | " + shown(row.last()) + " | "
                        + shown(row.ratio()) + " | " + row.verdict() + " | " + row.note() + " |\n")
                .collect(Collectors.joining());
        return "| row | first | last | ratio | within 10 % | of |\n|---|---|---|---|---|---|\n" + lines;
    }

    /** What was answered instead of what was asked for: in the first stretch, in the last one, in all. */
    String refusals() {
        Map<String, Integer> early = times.refused(first::holds);
        Map<String, Integer> late = times.refused(last::holds);
        Map<String, Integer> all = times.refused(_ -> true);
        return all.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + early.getOrDefault(entry.getKey(), 0) + ", "
                        + late.getOrDefault(entry.getKey(), 0) + ", " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private void add(String what, double early, double late, String note) {
        rows.add(new Row(what, early, late, false, note));
    }

    private void addProcess(String name) {
        List<SoakProcess> all = processes.stream()
                .filter(process -> process.name().equals(name))
                .toList();
        for (Gauge gauge : Gauge.values()) {
            Map<Integer, Double> early = mediansByAge(all, gauge, first);
            Map<Integer, Double> late = mediansByAge(all, gauge, last);
            List<Integer> common =
                    early.keySet().stream().filter(late::containsKey).toList();
            if (!early.isEmpty() || !late.isEmpty()) {
                add(
                        name + ": " + gauge,
                        mean(early, common),
                        mean(late, common),
                        "ages " + common.stream().map(SoakTable::ages).collect(Collectors.joining(", ")));
            }
        }
        add(
                name + ": processor time per event, ms",
                processorMillis(all, first) / events(first),
                processorMillis(all, last) / events(last),
                Math.round(events(first)) + " and " + Math.round(events(last)) + " events");
    }

    private static Map<Integer, Double> mediansByAge(List<SoakProcess> all, Gauge gauge, Span span) {
        Map<Integer, List<SoakProcess>> classes = all.stream()
                .filter(process -> span.holds(process.at())
                        && process.age().compareTo(YOUNG) >= 0
                        && !Double.isNaN(process.gauge(gauge)))
                .collect(Collectors.groupingBy(process -> ageClass(process.age()), TreeMap::new, Collectors.toList()));
        Map<Integer, Double> medians = new TreeMap<>();
        classes.forEach((age, some) -> medians.put(age, median(some, process -> process.gauge(gauge))));
        return medians;
    }

    private static int ageClass(Duration age) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(age.dividedBy(YOUNG));
    }

    private static String ages(int ageClass) {
        Duration from = YOUNG.multipliedBy(1L << ageClass);
        return from.toSeconds() + "–" + from.multipliedBy(2).toSeconds() + " s";
    }

    private static double mean(Map<Integer, Double> medians, List<Integer> classes) {
        return classes.stream()
                .mapToDouble(one -> medians.getOrDefault(one, Double.NaN))
                .average()
                .orElse(Double.NaN);
    }

    private static double processorMillis(List<SoakProcess> all, Span span) {
        double sum = 0;
        for (int i = 1; i < all.size(); i++) {
            SoakProcess before = all.get(i - 1);
            SoakProcess now = all.get(i);
            if (span.holds(before.at()) && span.holds(now.at())) {
                boolean same = before.pid() == now.pid();
                sum += now.cpu().minus(same ? before.cpu() : Duration.ZERO).toMillis();
            }
        }
        return sum;
    }

    private double events(Span span) {
        List<Whole> inside = inside(span);
        return inside.size() < 2
                ? Double.NaN
                : inside.getLast().events() - inside.getFirst().events();
    }

    private List<Whole> inside(Span span) {
        return wholes.stream().filter(whole -> span.holds(whole.at())).toList();
    }

    private void addDisk() {
        addWhole("topics of documents", Whole::topics, "median");
        addWhole("files", whole -> whole.disk().files(), "median");
        for (SoakDisk.Kind kind : SoakDisk.Kind.values()) {
            rows.add(new Row(
                    "disk: " + kind + ", MiB",
                    last(first, whole -> whole.disk().of(kind) / (1024.0 * 1024)),
                    last(last, whole -> whole.disk().of(kind) / (1024.0 * 1024)),
                    true,
                    "at the end of each"));
        }
        addPerEvent(
                "disk: document topics and archive, bytes per event so far",
                SoakDisk.Kind.DOCUMENTS,
                SoakDisk.Kind.ARCHIVE);
        addPerEvent("disk: step-events, bytes per event so far", SoakDisk.Kind.FEED);
        addPerEvent("disk: commands, bytes per event so far", SoakDisk.Kind.COMMANDS);
    }

    private void addWhole(String what, ToDoubleFunction<Whole> value, String note) {
        add(what, median(inside(first), value), median(inside(last), value), note);
    }

    private void addPerEvent(String what, SoakDisk.Kind... kinds) {
        ToDoubleFunction<Whole> perEvent = whole -> {
            double bytes = 0;
            for (SoakDisk.Kind kind : kinds) {
                bytes += whole.disk().of(kind);
            }
            return bytes / whole.events();
        };
        add(what, last(first, perEvent), last(last, perEvent), "at the end of each");
    }

    private double last(Span span, ToDoubleFunction<Whole> value) {
        List<Whole> inside = inside(span);
        return inside.isEmpty() ? Double.NaN : value.applyAsDouble(inside.getLast());
    }

    private void addTimes(What what) {
        double[] early = times.millis(what, time -> first.holds(time) && !disturbed.test(time));
        double[] late = times.millis(what, time -> last.holds(time) && !disturbed.test(time));
        String note = early.length + " and " + late.length + " times";
        add(what + ": p50, ms", quantile(early, MEDIAN), quantile(late, MEDIAN), note);
        add(what + ": p95, ms", quantile(early, SLOWEST), quantile(late, SLOWEST), note);
    }

    private void addLongestLived(String name) {
        Map<Long, List<SoakProcess>> instances = processes.stream()
                .filter(process -> process.name().equals(name) && process.age().compareTo(SETTLED) >= 0)
                .collect(Collectors.groupingBy(SoakProcess::pid));
        Optional<List<SoakProcess>> longest = instances.values().stream()
                .max(Comparator.comparing(instance -> instance.getLast().age()));
        longest.ifPresent(instance -> addLife(name, instance));
    }

    private void addLife(String name, List<SoakProcess> life) {
        Instant born = life.getFirst().at();
        Instant died = life.getLast().at();
        Duration sixth = Duration.between(born, died).dividedBy(SIXTHS);
        Predicate<SoakProcess> early = process -> process.at().isBefore(born.plus(sixth));
        Predicate<SoakProcess> late = process -> process.at().isAfter(died.minus(sixth));
        String note = "its first sixth and its last, of " + life.getLast().age().toSeconds() + " s";
        for (Gauge gauge : Gauge.values()) {
            List<SoakProcess> known = life.stream()
                    .filter(process -> !Double.isNaN(process.gauge(gauge)))
                    .toList();
            double before = median(known.stream().filter(early).toList(), process -> process.gauge(gauge));
            double after = median(known.stream().filter(late).toList(), process -> process.gauge(gauge));
            if (!known.isEmpty()) {
                add(name + " that lived longest: " + gauge, before, after, note);
            }
        }
    }

    private static <T> double median(List<T> all, ToDoubleFunction<T> value) {
        return quantile(all.stream().mapToDouble(value).sorted().toArray(), MEDIAN);
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
    }

    /** Three digits that count. */
    private static String shown(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        String format = size >= MILLIS ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
