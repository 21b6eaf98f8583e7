package dev.stepfold.localstack.system;

import dev.stepfold.localstack.system.Aftermath.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of one case.
 *
 * @param cut the case
 * @param start how long the start took
 * @param healed what was found of each document within the time that healing has
 * @param misled how many clients, back with the last event id that they had before the cut, are neither given what they
 *     lack nor told to begin anew
 * @param feedBehind how many documents have events that the feed never had or no longer has
 * @param next what was found of each document after its next run
 * @param failure why the stack did not start; empty if it did
 */
record PowerCutOutcome(
        PowerCut cut,
        Duration start,
        List<Verdict> healed,
        long misled,
        long feedBehind,
        List<Verdict> next,
        String failure) {
    private static final int EXAMPLES = 3;

    static PowerCutOutcome notStarted(PowerCut cut, Duration start, String failure) {
        return new PowerCutOutcome(cut, start, List.of(), 0, 0, List.of(), failure);
    }

    /** What is wrong; empty if nothing is. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (!failure.isEmpty()) {
            faults.add("does not start: " + failure);
        }
        groups(healed).forEach((fault, examples) -> faults.add(fault + ": " + examples));
        groups(next).forEach((fault, examples) -> faults.add("next run " + fault + ": " + examples));
        return faults;
    }

    /** A row of the table, and a line for each kind of fault. */
    String text() {
        String row = failure.isEmpty()
                ? "%-44s start %4.1f s, %2d of %2d red, good after %4.1f s; misled %d, feed behind %d; next runs: %2d of %2d red"
                        .formatted(
                                cut.name(),
                                seconds(start),
                                red(healed),
                                healed.size(),
                                seconds(lastGood()),
                                misled,
                                feedBehind,
                                red(next),
                                next.size())
                : "%-44s not ready after %4.1f s".formatted(cut.name(), seconds(start));
        return row + faults().stream().map(fault -> "\n    " + fault).collect(Collectors.joining()) + "\n";
    }

    private Duration lastGood() {
        return healed.stream()
                .filter(Verdict::isGood)
                .map(Verdict::after)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static long red(List<Verdict> verdicts) {
        return verdicts.stream().filter(verdict -> !verdict.isGood()).count();
    }

    private static Map<String, String> groups(List<Verdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> !verdict.isGood())
                .collect(Collectors.groupingBy(
                        verdict -> String.join(" ", verdict.faults()),
                        TreeMap::new,
                        Collectors.collectingAndThen(Collectors.toList(), PowerCutOutcome::examples)));
    }

    private static String examples(List<Verdict> same) {
        return same.size()
                + same.stream()
                        .limit(EXAMPLES)
                        .map(verdict -> verdict.document().id() + " (" + verdict.detail() + ")")
                        .collect(Collectors.joining("; ", ", as ", ""));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
