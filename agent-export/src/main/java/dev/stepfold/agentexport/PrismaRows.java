package dev.stepfold.agentexport;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The lines of a block in columns, as Prisma's formatter sets them. */
final class PrismaRows {
    private sealed interface Line {
        record Row(String name, String type, String attributes) implements Line {}

        record Comment(String said) implements Line {}
    }

    private final List<Line> lines = new ArrayList<>();

    void add(String name, String type, String attributes) {
        lines.add(new Line.Row(name, type, attributes));
    }

    void comment(String said) {
        lines.add(new Line.Comment(OneLine.of(said)));
    }

    String text() {
        int name = widest(Line.Row::name);
        int type = widest(Line.Row::type);
        return lines.stream()
                .map(line -> switch (line) {
                    case Line.Comment(String said) -> "// " + said;
                    case Line.Row row ->
                        padded(row.name(), name) + " " + padded(row.type(), type) + " " + row.attributes();
                })
                .map(line -> "  " + line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private int widest(Function<Line.Row, String> column) {
        return lines.stream()
                .mapToInt(
                        line -> line instanceof Line.Row row ? column.apply(row).length() : 0)
                .max()
                .orElse(0);
    }

    private static String padded(String cell, int width) {
        return cell + " ".repeat(width - cell.length());
    }
}
