package dev.stepfold.generation.builtin.blueprint;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.resource.Resources;
import dev.stepfold.generation.builtin.sentence.SentenceModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All blueprints, and which of them are near to a text in meaning. The examples are turned into vectors on first use,
 * which takes some 300 ms.
 */
public final class BlueprintLibrary {
    /**
     * A blueprint with at least this score is near enough to be used. Among the tests' requests, those of a known
     * domain score at least 0.36, the others at most 0.34.
     */
    public static final double NEAR = 0.35;

    private static final int MAX_SENTENCES = 8;
    private static final double WHOLE = 0.6;
    /** What the first and the second of its own words in the text add to a domain's score. */
    private static final double ANCHOR = 0.1;

    private static final double SECOND_ANCHOR = 0.05;

    private static final BlueprintLibrary LIBRARY =
            new BlueprintLibrary(Resources.read("blueprints.json", new TypeReference<List<String>>() {}).stream()
                    .map(BlueprintFile::read)
                    .toList());

    private final List<Blueprint> blueprints;

    private BlueprintLibrary(List<Blueprint> blueprints) {
        this.blueprints = blueprints;
    }

    private static final class Vectors {
        static final Map<Blueprint, List<float[]>> EXAMPLES = examples();

        private static Map<Blueprint, List<float[]>> examples() {
            SentenceModel model = SentenceModel.get();
            Map<Blueprint, List<float[]>> vectors = new LinkedHashMap<>();
            LIBRARY.blueprints.forEach(blueprint -> vectors.put(
                    blueprint, blueprint.examples().stream().map(model::embed).toList()));
            return vectors;
        }
    }

    /** The library of this generator. */
    public static BlueprintLibrary library() {
        return LIBRARY;
    }

    /** All blueprints. */
    public List<Blueprint> blueprints() {
        return blueprints;
    }

    /**
     * How near a blueprint is to a text.
     *
     * @param score from -1 to about 1.1
     */
    public record Match(Blueprint blueprint, double score) {}

    /**
     * All blueprints, the nearest first; among equals in the library's order.
     *
     * @param sentences of the text; if there are many, only the first count
     * @param words how often the text has each word or pair of words, in the singular
     */
    public List<Match> matches(List<String> sentences, Map<String, Integer> words) {
        SentenceModel model = SentenceModel.get();
        float[] whole = model.embed(String.join(". ", sentences.subList(0, Math.min(sentences.size(), MAX_SENTENCES))));
        List<float[]> parts =
                sentences.stream().limit(MAX_SENTENCES).map(model::embed).toList();
        List<Match> matches = new ArrayList<>();
        Vectors.EXAMPLES.forEach((blueprint, examples) -> {
            double ofParts = parts.stream()
                    .mapToDouble(part -> best(part, examples, 1))
                    .average()
                    .orElse(0);
            double score = WHOLE * best(whole, examples, 2) + (1 - WHOLE) * ofParts + anchors(blueprint, words);
            matches.add(new Match(blueprint, score));
        });
        matches.sort(Comparator.comparingDouble(Match::score).reversed());
        return matches;
    }

    /** The mean of the nearest examples. */
    private static double best(float[] text, List<float[]> examples, int count) {
        double[] nearest = examples.stream()
                .mapToDouble(example -> -SentenceModel.similarity(text, example))
                .sorted()
                .limit(count)
                .toArray();
        return -Arrays.stream(nearest).average().orElse(0);
    }

    private static double anchors(Blueprint blueprint, Map<String, Integer> words) {
        long met = blueprint.anchors().stream().filter(words::containsKey).count();
        return met == 0 ? 0 : met == 1 ? ANCHOR : ANCHOR + SECOND_ANCHOR;
    }
}
