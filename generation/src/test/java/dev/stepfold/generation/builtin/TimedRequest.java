package dev.stepfold.generation.builtin;

import dev.stepfold.generation.builtin.WrittenCorpus.Half;
import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.understanding.NotUnderstoodException;
import dev.stepfold.generation.builtin.understanding.Understander;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.schemas.agent.Agent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A line of {@code times.txt} or {@code outside-times.txt}; the head of the first says how they are written.
 *
 * @param base the request of the agent that this one changes; empty if it is a new one
 * @param expected what its writer expects
 */
record TimedRequest(String request, String base, String expected) {
    private static final Pattern OTHER = Pattern.compile(
            "(It was assumed|The request (could be|names two systems|does not look|does not say what)|Confidence is low).*");
    private static final String HELD_BACK = "# held back";

    /** What came of it, the better first. */
    enum Outcome {
        RIGHT,
        /** Right, but something was named without need. */
        NOISE,
        /** Not as expected, which the ambiguities or the refusal say. */
        TOLD,
        /** Not as expected, without a word. */
        SILENT
    }

    /**
     * What a request became.
     *
     * @param schedules as in the file
     * @param said the ambiguities about times, or why it was refused
     */
    record Answer(Set<String> schedules, List<String> said) {}

    /** Those of {@code times.txt} that are not held back. */
    static List<TimedRequest> asked() throws IOException {
        return read("times.txt");
    }

    /** A half of {@code outside-times.txt}. */
    static List<TimedRequest> outside(Half half) throws IOException {
        return half.of(read("outside-times.txt"));
    }

    private static List<TimedRequest> read(String file) throws IOException {
        Map<String, String> bases = new HashMap<>();
        List<TimedRequest> requests = new ArrayList<>();
        for (String line : lines(file)) {
            if (line.equals(HELD_BACK)) {
                break;
            }
            if (line.startsWith("#") || line.isBlank()) {
                continue;
            }
            String name = line.startsWith("[") ? line.substring(1, line.indexOf(']')) : "";
            String words = name.isEmpty() ? line : line.substring(name.length() + 3);
            if (words.startsWith("= ")) {
                bases.put(name, words.substring(2));
            } else {
                String[] parts = words.split(" => ", 2);
                requests.add(new TimedRequest(parts[0], bases.getOrDefault(name, ""), parts[1]));
            }
        }
        return requests;
    }

    private static String[] lines(String file) throws IOException {
        try (InputStream stream = Objects.requireNonNull(TimedRequest.class.getResourceAsStream("/builtin/" + file))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1);
        }
    }

    Answer answer() throws Exception {
        try {
            return base.isEmpty() ? created() : changed(Corpus.built(base).agent());
        } catch (NotUnderstoodException | StepFailure refusal) {
            return new Answer(Set.of(), List.of(Objects.requireNonNull(refusal.getMessage())));
        }
    }

    private Answer created() throws NotUnderstoodException, InterruptedException {
        Understanding understood = Understander.understand(request, null);
        Set<String> schedules = new TreeSet<>();
        understood.recurringNeeds().stream()
                .filter(need -> need.source() == Origin.REQUEST)
                .forEach(need -> schedules.add(schedule(need.cron(), need.timeZone())));
        return new Answer(schedules, said(understood));
    }

    private Answer changed(Agent before) throws StepFailure, InterruptedException {
        Built built = Built.change(before, request);
        List<String> gone = schedules(before);
        List<String> come = schedules(built.agent());
        schedules(built.agent()).forEach(gone::remove);
        schedules(before).forEach(come::remove);
        Set<String> difference = new TreeSet<>();
        if (gone.size() == come.size()) {
            for (int i = 0; i < gone.size(); i++) {
                difference.add(gone.get(i) + " -> " + come.get(i));
            }
        } else {
            gone.forEach(it -> difference.add("- " + it));
            come.forEach(it -> difference.add("+ " + it));
        }
        return new Answer(difference.isEmpty() ? Set.of("=") : difference, said(built.understanding()));
    }

    private static List<String> said(Understanding understood) {
        return understood.ambiguities().stream()
                .filter(text -> !OTHER.matcher(text).matches())
                .toList();
    }

    private static List<String> schedules(Agent agent) {
        return new ArrayList<>(agent.schedules().stream()
                .map(it -> schedule(it.cron(), it.timeZone()))
                .sorted()
                .toList());
    }

    private static String schedule(String cron, String zone) {
        return zone.equals("UTC") ? cron : cron + " " + zone;
    }

    /** How an answer compares with the best of the alternatives. */
    Outcome compare(Answer answer) {
        return Arrays.stream(expected.split(" / (?=[\\d*?=+-]|any|none)", -1))
                .map(alternative -> compare(alternative, answer))
                .sorted()
                .findFirst()
                .orElseThrow();
    }

    private static Outcome compare(String alternative, Answer answer) {
        String[] parts = alternative.split(" \\?[?~]", 2);
        boolean free = alternative.contains("?~");
        String words = parts.length > 1 ? parts[1].strip().toLowerCase(Locale.ROOT) : "";
        String said = String.join("\n", answer.said()).toLowerCase(Locale.ROOT);
        boolean named = free
                || words.isEmpty()
                || Stream.of(words.split(";", -1))
                        .allMatch(all -> Stream.of(all.strip().split(" / ", -1)).anyMatch(said::contains));
        boolean any = Set.of("?", "any").contains(parts[0].strip());
        boolean fits = any || wanted(parts[0].strip()).equals(answer.schedules());
        boolean noise = words.isEmpty() && !any && !answer.said().isEmpty();
        return fits && named
                ? noise ? Outcome.NOISE : Outcome.RIGHT
                : answer.said().isEmpty() ? Outcome.SILENT : Outcome.TOLD;
    }

    private static Set<String> wanted(String schedules) {
        Set<String> wanted = new TreeSet<>();
        if (!schedules.equals("none")) {
            Stream.of(schedules.split(";", -1)).map(String::strip).forEach(wanted::add);
        }
        return wanted;
    }
}
