package dev.stepfold.orchestrator.builtin.blueprint;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.orchestrator.builtin.language.Lexicon;
import dev.stepfold.orchestrator.builtin.resource.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** All blueprints, and which of them fits a text. */
public final class BlueprintLibrary {
    /** What a blueprint must score to be taken: one anchor, or four keywords. */
    public static final double THRESHOLD = 5;

    private static final double ANCHOR = 5;
    /** What an anchor adds that names a place: a clinic's bookings are a matter of clinics. */
    private static final double PLACE = 4;

    private static final double KEYWORD = 1.5;
    /** What each further meeting of the same word adds, up to three. */
    private static final double REPEATED = 0.25;

    private static final BlueprintLibrary LIBRARY =
            new BlueprintLibrary(Resources.read("blueprints.json", new TypeReference<List<String>>() {}).stream()
                    .map(BlueprintFile::read)
                    .toList());

    private final List<Blueprint> blueprints;

    private BlueprintLibrary(List<Blueprint> blueprints) {
        this.blueprints = blueprints;
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
     * A blueprint that fits a text.
     *
     * @param score how well, without bound
     */
    public record Match(Blueprint blueprint, double score) {}

    /**
     * The blueprints that fit, the best first; of equals the one that the library names first.
     *
     * @param words how often the text has each word or pair of words, in the singular
     */
    public List<Match> matches(Map<String, Integer> words) {
        List<Match> matches = new ArrayList<>();
        for (Blueprint blueprint : blueprints) {
            double score = score(blueprint.anchors(), ANCHOR, words) + score(blueprint.keywords(), KEYWORD, words);
            score -= blueprint.unlike().stream().filter(words::containsKey).count() * (ANCHOR + PLACE);
            if (score >= THRESHOLD) {
                matches.add(new Match(blueprint, score));
            }
        }
        matches.sort(Comparator.comparingDouble(Match::score).reversed());
        return matches;
    }

    private static double score(List<String> telling, double weight, Map<String, Integer> words) {
        double score = 0;
        for (String word : telling) {
            int times = words.getOrDefault(word, 0);
            if (times > 0) {
                boolean place = weight == ANCHOR && Lexicon.english().isPlace(word);
                score += weight + (place ? PLACE : 0) + REPEATED * Math.min(times - 1, 3);
            }
        }
        return score;
    }
}
