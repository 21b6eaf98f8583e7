package dev.stepfold.generation.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Requests with what their writers would look for, as they are in {@code requests.txt} and {@code changes.txt}. */
final class Corpus {
    private static final Map<String, Built> BUILT = new HashMap<>();

    private Corpus() {}

    /**
     * A request.
     *
     * @param expected what is looked for, by its kind; see the head of the files
     */
    record Entry(String request, Map<String, String> expected) {
        /** The parts of an expectation, which commas keep apart. */
        List<String> all(String kind) {
            return Arrays.stream(expected.getOrDefault(kind, "").split(",(?![\\d?])", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
        }

        @Override
        public String toString() {
            return request;
        }
    }

    static List<Entry> requests() {
        return read("requests.txt");
    }

    static List<Entry> changes() {
        return read("changes.txt");
    }

    /** The agent of a request; it is built once, because it is the same each time. */
    static synchronized Built built(String request) throws Exception {
        Built known = BUILT.get(request);
        if (known == null) {
            known = Built.create(request);
            BUILT.put(request, known);
        }
        return known;
    }

    /** The agent that a change is made to. */
    static Built before(Entry change) throws Exception {
        String beginning = Objects.requireNonNull(change.expected().get("on"));
        return built(requests().stream()
                .map(Entry::request)
                .filter(request -> request.startsWith(beginning))
                .findFirst()
                .orElseThrow());
    }

    private static List<Entry> read(String file) {
        List<Entry> entries = new ArrayList<>();
        try (InputStream stream = Objects.requireNonNull(Corpus.class.getResourceAsStream("/builtin/" + file), file)) {
            for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (line.startsWith("> ")) {
                    entries.add(new Entry(line.substring(2), new LinkedHashMap<>()));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split(":", 2);
                    entries.getLast().expected().put(parts[0].strip(), parts[1].strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }
}
