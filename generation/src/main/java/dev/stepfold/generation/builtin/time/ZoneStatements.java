package dev.stepfold.generation.builtin.time;

import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads a sentence that says in which time zone all times are: "All times are Eastern", "We are in Berlin". */
final class ZoneStatements {
    private static final Set<String> BE = Set.of("are", "is", "am", "re", "m", "be", "live", "work", "operate", "sit");
    private static final Set<String> LINKS =
            Set.of("are", "is", "be", "should", "in", "on", "at", "the", "given", "all", "local", "to", "based");
    private static final Set<String> PLACED =
            Set.of("all", "both", "based", "located", "currently", "living", "working");
    private static final Set<String> IN = Set.of("in", "on", "at", "near");
    /** What is said of others tells nothing about the times of the agent. */
    private static final Set<String> SPEAKERS = Set.of("we", "i");

    private static final Set<String> OWN = Set.of("our", "my");

    private final Words words;

    private ZoneStatements(Words words) {
        this.words = words;
    }

    /** The zone that the sentence states. */
    static Optional<String> of(Words sentence) {
        ZoneStatements statements = new ZoneStatements(sentence);
        return Stream.of(statements.zone(), statements.times(), statements.place())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether it states a zone that no list knows: "Time zone: Springfield". */
    static boolean isUnknown(Words sentence) {
        return of(sentence).isEmpty()
                && IntStream.range(0, sentence.size())
                        .filter(i -> sentence.isIn(i, Set.of("timezone", "zone")))
                        .anyMatch(i -> sentence.isIn(i + 1, Set.of(":", "is"))
                                && i + 2 < sentence.size()
                                && Character.isUpperCase(
                                        sentence.written().get(i + 2).charAt(0)));
    }

    /** "My time zone is Chicago", "Time zone: Pacific", "use the Chicago time zone". */
    private Optional<String> zone() {
        boolean named = IntStream.range(0, words.size())
                .anyMatch(i -> words.isIn(i, Set.of("timezone", "time-zone")) || words.are(i, "time", "zone"));
        return named
                ? IntStream.range(0, words.size())
                        .mapToObj(this::at)
                        .flatMap(Optional::stream)
                        .findFirst()
                : Optional.empty();
    }

    /** "All times are in New York", "All times Eastern". */
    private Optional<String> times() {
        return IntStream.range(0, words.size())
                .filter(i -> words.isIn(i, Set.of("times", "hours")))
                .filter(i -> words.is(i - 1, "all") || words.isIn(i + 1, BE))
                .mapToObj(i -> at(words.skipAll(i + 1, LINKS)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** "We are based in Berlin", "Our office is in New York". */
    private Optional<String> place() {
        boolean own = words.isIn(0, OWN) && !words.at(1).endsWith("s");
        int be = own ? 2 : 1;
        int in = words.skipAll(be + 1, PLACED);
        boolean placed = (own || words.isIn(0, SPEAKERS)) && words.isIn(be, BE) && words.isIn(in, IN);
        return placed ? at(words.skipAll(in + 1, LINKS)) : Optional.empty();
    }

    private Optional<String> at(int i) {
        return TimeZones.stated(words, i).map(Read::value);
    }
}
