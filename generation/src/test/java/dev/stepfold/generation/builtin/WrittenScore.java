package dev.stepfold.generation.builtin;

import dev.stepfold.generation.builtin.Corpus.Entry;
import dev.stepfold.generation.builtin.Expectations.Checked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many expectations of one half of the written corpus are met, by their kinds, and how many entries in full. */
final class WrittenScore {
    private final Map<String, int[]> byKind = new LinkedHashMap<>();
    private final List<String> missed = new ArrayList<>();
    private int requests;
    private int full;

    static WrittenScore of(WrittenCorpus corpus) throws Exception {
        WrittenScore score = new WrittenScore();
        for (Entry entry : corpus.requests()) {
            score.take(entry, WrittenCorpus.outcome(entry));
        }
        for (Entry entry : corpus.changes()) {
            score.take(entry, corpus.changed(entry));
        }
        return score;
    }

    private void take(Entry entry, Outcome outcome) {
        List<Checked> checked = Expectations.check(entry, outcome);
        for (Checked each : checked) {
            int[] counts = byKind.computeIfAbsent(each.kind(), _ -> new int[2]);
            counts[0] += each.met() ? 1 : 0;
            counts[1]++;
            if (!each.met()) {
                missed.add(each.expected() + " — " + entry.request());
            }
        }
        requests++;
        full += checked.stream().allMatch(Checked::met) ? 1 : 0;
    }

    /** The share of the expectations of a kind that is met, from 0 to 1. */
    double share(String kind) {
        int[] counts = byKind.getOrDefault(kind, new int[] {1, 1});
        return (double) counts[0] / counts[1];
    }

    /** The share of all expectations. */
    double share() {
        return (double) byKind.values().stream().mapToInt(counts -> counts[0]).sum()
                / byKind.values().stream().mapToInt(counts -> counts[1]).sum();
    }

    /** The table, and each expectation that is missed. */
    String tableAndMissed() {
        return table() + "\nMissed:\n\n- " + String.join("\n- ", missed) + "\n";
    }

    /** A Markdown table of the kinds. */
    String table() {
        StringBuilder table = new StringBuilder("| kind | met | of | share |\n|---|---|---|---|\n");
        byKind.forEach((kind, counts) -> table.append(row(kind, counts[0], counts[1])));
        int met = byKind.values().stream().mapToInt(counts -> counts[0]).sum();
        int all = byKind.values().stream().mapToInt(counts -> counts[1]).sum();
        return table.append(row("all", met, all))
                .append(row("entries in full", full, requests))
                .toString();
    }

    private static String row(String kind, int met, int all) {
        return String.format(Locale.ROOT, "| %s | %d | %d | %.1f %% |%n", kind, met, all, 100.0 * met / all);
    }
}
