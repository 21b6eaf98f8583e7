package dev.stepfold.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The figures of a session: a value per repeat of each quantity. What was not measured is missing, and never made up. */
final class Results {
    private static final String NOT_MEASURED = "not measured";

    private final Map<Quantity, List<Double>> values = new LinkedHashMap<>();

    void add(Quantity quantity, double value) {
        values.computeIfAbsent(quantity, _ -> new ArrayList<>()).add(value);
    }

    /** The values of all repeats; empty when it was not measured. */
    List<Double> all(Quantity quantity) {
        return List.copyOf(values.getOrDefault(quantity, List.of()));
    }

    /** The median of all repeats (of an even number the lower one); null when it was not measured. */
    @Nullable Double median(Quantity quantity) {
        List<Double> sorted = all(quantity).stream().sorted().toList();
        return sorted.isEmpty() ? null : sorted.get((sorted.size() - 1) / 2);
    }

    /** Prints a table of medians in Markdown, a line per subject, then one of the targets. */
    void print(List<Target> targets, PrintStream out) {
        Set<String> subjects = values.keySet().stream().map(Quantity::subject).collect(toOrderedSet());
        Set<String> names = values.keySet().stream().map(Quantity::name).collect(toOrderedSet());
        List<List<String>> lines = new ArrayList<>();
        lines.add(line("", names.stream()));
        for (String subject : subjects) {
            lines.add(line(subject, names.stream().map(name -> shown(median(new Quantity(subject, name))))));
        }
        printTable(lines, out);
        if (targets.isEmpty()) {
            return;
        }
        List<List<String>> goals = new ArrayList<>();
        goals.add(List.of("row", "measured", "lowest to highest", "at least", "moonshot"));
        for (Target target : targets) {
            List<Double> each = target.values(this).stream().sorted().toList();
            goals.add(List.of(
                    target.what(),
                    shownOrNot(target.value(this)),
                    each.isEmpty() ? "" : shown(each.getFirst()) + " to " + shown(each.getLast()),
                    shown(target.atLeast()),
                    shown(target.moonshot())));
        }
        out.println();
        printTable(goals, out);
    }

    /** For programs: all values, medians and targets. */
    ObjectNode asJson(List<Target> targets) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode figures = json.putObject("figures");
        values.forEach((quantity, all) -> {
            ObjectNode one = figures.withObject(
                            "/" + quantity.subject().replace("~", "~0").replace("/", "~1"))
                    .putObject(quantity.name());
            one.put("median", median(quantity));
            ArrayNode repeats = one.putArray("repeats");
            all.forEach(repeats::add);
        });
        ArrayNode rows = json.putArray("rows");
        for (Target target : targets) {
            ObjectNode row = rows.addObject()
                    .put("row", target.what())
                    .put("atLeast", target.atLeast())
                    .put("moonshot", target.moonshot());
            row.put("measured", target.value(this));
            ArrayNode repeats = row.putArray("repeats");
            target.values(this).forEach(repeats::add);
        }
        return json;
    }

    private static Collector<String, ?, Set<String>> toOrderedSet() {
        return Collectors.toCollection(LinkedHashSet::new);
    }

    private static List<String> line(String first, Stream<String> rest) {
        List<String> cells = new ArrayList<>();
        cells.add(first);
        rest.forEach(cells::add);
        return cells;
    }

    private static String shownOrNot(@Nullable Double value) {
        return value == null ? NOT_MEASURED : shown(value);
    }

    /** Three digits that count. */
    private static String shown(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    private static void printTable(List<List<String>> lines, PrintStream out) {
        int columns = lines.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> cells : lines) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], cells.get(column).length());
            }
        }
        for (int line = 0; line < lines.size(); line++) {
            StringBuilder row = new StringBuilder("|");
            for (int column = 0; column < columns; column++) {
                String cell = lines.get(line).get(column);
                String blanks = " ".repeat(widths[column] - cell.length());
                row.append(' ')
                        .append(column == 0 ? cell + blanks : blanks + cell)
                        .append(" |");
            }
            out.println(row);
            if (line == 0) {
                out.println("|" + "---|".repeat(columns));
            }
        }
    }
}
