package dev.stepfold.localstack.system;

import com.google.protobuf.ByteString;
import dev.stepfold.localstack.system.OtlpReceiver.Received;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The spans of one trace, each below its parent. */
final class TraceTree {
    private static final double NANOS_PER_MS = 1e6;

    private final Map<ByteString, Received> byId;

    TraceTree(List<Received> spans) {
        byId = spans.stream().collect(Collectors.toMap(one -> one.span().getSpanId(), Function.identity()));
    }

    /** Those without a parent in the trace, in the order of their begins. */
    List<Received> roots() {
        return byId.values().stream()
                .filter(one -> !byId.containsKey(one.span().getParentSpanId()))
                .sorted(Comparator.comparingLong(one -> one.span().getStartTimeUnixNano()))
                .toList();
    }

    /** The parent; must not be asked of a root. */
    Received parent(Received child) {
        Received parent = byId.get(child.span().getParentSpanId());
        if (parent == null) {
            throw new AssertionError(child.span().getName() + " has no parent in the trace");
        }
        return parent;
    }

    /** One line per span: when it began and how long it took in milliseconds, and which service recorded it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Received root : roots()) {
            write(root, "", root.span().getStartTimeUnixNano(), lines);
        }
        return lines;
    }

    private void write(Received one, String indent, long beginNanos, List<String> lines) {
        lines.add(String.format(
                Locale.ROOT,
                "%8.1f %8.1f  %-12s  %s%s",
                (one.span().getStartTimeUnixNano() - beginNanos) / NANOS_PER_MS,
                (one.span().getEndTimeUnixNano() - one.span().getStartTimeUnixNano()) / NANOS_PER_MS,
                one.service().replace("stepfold-", ""),
                indent,
                label(one)));
        byId.values().stream()
                .filter(child ->
                        child.span().getParentSpanId().equals(one.span().getSpanId()))
                .sorted(Comparator.<Received>comparingLong(child -> child.span().getStartTimeUnixNano())
                        .thenComparingLong(child -> child.number("stepfold.sequence")))
                .forEach(child -> write(child, indent + "  ", beginNanos, lines));
    }

    private static String label(Received one) {
        String name = one.span().getName();
        long sequence = one.number("stepfold.sequence");
        String event = one.text("stepfold.event");
        String status = one.text("stepfold.status");
        return name
                + (event.isEmpty() ? "" : " " + event)
                + (status.isEmpty() ? "" : " " + status)
                + (sequence < 0 ? "" : " #" + sequence);
    }
}
