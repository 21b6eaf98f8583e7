package dev.stepfold.generation.builtin;

import dev.stepfold.generation.builtin.Corpus.Entry;
import dev.stepfold.generation.step.StepFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests and changes as people write them; the heads of the files say how they are written. There are two corpora, each with a
 * half that is seen and one that was put aside.
 *
 * @param requests requests for new agents
 * @param changes changes, whose {@code on} names a base
 * @param bases the requests of the agents that the changes are made to, by name
 */
record WrittenCorpus(List<Entry> requests, List<Entry> changes, Map<String, String> bases) {
    private static final Pattern BASE = Pattern.compile("\\[(\\w+)] = (.+)");

    /** Which half of the corpus. */
    enum Half {
        SEEN(0),
        ASIDE(1);

        private final int first;

        Half(int first) {
            this.first = first;
        }

        /** Every second one, from the first or the second on. */
        <T> List<T> of(List<T> all) {
            List<T> half = new ArrayList<>();
            for (int i = first; i < all.size(); i += 2) {
                half.add(all.get(i));
            }
            return half;
        }
    }

    /**
     * {@code written-requests.txt} and {@code written-changes.txt}: the first entry of each is of the half that is seen, the
     * second of the one that was put aside, and so on.
     */
    static WrittenCorpus first(Half half) throws IOException {
        Map<String, String> bases = new HashMap<>();
        List<Entry> requests = entries("written-requests.txt", bases);
        List<Entry> changes = entries("written-changes.txt", bases);
        return new WrittenCorpus(half.of(requests), half.of(changes), bases);
    }

    /** The corpus in the folder {@code second}, by another writer. Its halves are folders: {@code open} and {@code aside}. */
    static WrittenCorpus second(Half half) throws IOException {
        Map<String, String> bases = new HashMap<>();
        String folder = half == Half.SEEN ? "second/open/" : "second/aside/";
        List<Entry> requests = entries(folder + "second-requests.txt", bases);
        List<Entry> changes = entries(folder + "second-changes.txt", bases);
        return new WrittenCorpus(requests, changes, bases);
    }

    private static List<Entry> entries(String file, Map<String, String> bases) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (InputStream stream = WrittenCorpus.class.getResourceAsStream("/builtin/" + file)) {
            for (String line :
                    new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                Matcher base = BASE.matcher(line);
                if (base.matches()) {
                    bases.put(base.group(1), base.group(2));
                } else if (line.startsWith("> ")) {
                    entries.add(new Entry(line.substring(2), new LinkedHashMap<>()));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split(":", 2);
                    entries.getLast().expected().put(parts[0].strip(), parts[1].strip());
                }
            }
        }
        return entries;
    }

    /** What a request becomes. */
    static Outcome outcome(Entry entry) throws InterruptedException {
        try {
            return new Outcome(null, Built.create(entry.request()), "");
        } catch (StepFailure refusal) {
            return new Outcome(null, null, String.valueOf(refusal.getMessage()));
        }
    }

    /** What a change makes of its agent. */
    Outcome changed(Entry entry) throws InterruptedException, StepFailure {
        Built before =
                Built.create(Objects.requireNonNull(bases.get(entry.expected().get("on"))));
        try {
            return new Outcome(before.agent(), Built.change(before.agent(), entry.request()), "");
        } catch (StepFailure refusal) {
            return new Outcome(before.agent(), null, String.valueOf(refusal.getMessage()));
        }
    }
}
