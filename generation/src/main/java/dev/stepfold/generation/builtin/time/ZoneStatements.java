package dev.stepfold.generation.builtin.time;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads a sentence that says in which time zone all times are: "All times are Eastern", "We are in Berlin". */
final class ZoneStatements {
    private static final Set<String> BE =
            Set.of("are", "is", "am", "re", "m", "be", "live", "work", "operate", "sit", "trade", "reside");
    private static final Set<String> BEING =
            Set.of("is", "are", "sits", "works", "operates", "lies", "stands", "work", "operate");
    private static final Set<String> LINKS =
            Set.of("are", "is", "be", "should", "in", "on", "at", "the", "given", "all", "local", "to", "based");
    private static final Set<String> PLACED =
            Set.of("all", "both", "based", "located", "currently", "living", "working", "situated", "here", "now");
    private static final Set<String> IN = Set.of("in", "at", "near", "from", "of", "on");
    private static final Set<String> TIMES = Set.of("time", "times", "timezone", "zone", "clock", "hours");
    /** Beside a time zone, these say only that it is one. */
    private static final Set<String> FRAME = Stream.of(
                    "use using please set keep assume take switch change move convert make put run runs running work works"
                            + " show the a an our my all every each everything everyone everybody everywhere times time"
                            + " zone timezone timezones zones schedule schedules job jobs run runs should must will shall are"
                            + " is be in on at to from now given default as of for it we local clock hours , : ( ) - and"
                            + " always instead standard them this that want need stay stays date dates by")
            .flatMap(words -> Stream.of(words.split(" ", -1)))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> NEAR = Set.of("in", "near", "from");
    /** What is said of others tells nothing about the times of the agent. */
    private static final Set<String> SPEAKERS = Set.of("we", "i");

    private static final Set<String> MOVED = Set.of("moved", "moving", "relocated", "relocating", "move", "relocate");

    private static final Set<String> OWN = Set.of("our", "my");
    private static final Set<String> DETERMINERS = Set.of("a", "an", "the", "two", "three", "one", "several");
    private static final Set<String> FOR = Set.of("for", "at");
    /** After these, a place is that of somebody else. */
    private static final Set<String> NO_PART = Set.of("for", "with", "of", "to", "who", "that", "and", "but", "from");

    private static final Set<String> ROW = Set.of("and", ",", "&", "or");
    private static final int MAX_NOUN = 4;
    /** A sentence that says nothing else than a zone is short. */
    private static final int MAX_ALONE = 24;

    private static final Map<String, String> WORDS = Resources.read("language/words.json", new TypeReference<>() {});
    private static final Set<String> PLACE_NOUNS = Stream.concat(
                    Resources.words(WORDS.getOrDefault("place", "")).stream(),
                    Stream.of(
                            "hq", "headquarters", "warehouse", "branch", "site", "lab", "home", "premises", "factory"))
            .collect(Collectors.toUnmodifiableSet());

    /** Who has "an app for a shop" made, or says "we", speaks of the own shop. */
    private static final Set<String> OWNING = Stream.of(
                    Resources.words(WORDS.getOrDefault("system", "")).stream(),
                    SPEAKERS.stream(),
                    OWN.stream(),
                    Stream.of("us", "me", "i'm", "we're", "i've", "we've", "i'd", "we'd"))
            .flatMap(words -> words)
            .collect(Collectors.toUnmodifiableSet());

    private final Words words;

    private ZoneStatements(Words words) {
        this.words = words;
    }

    /** The zones that the sentence states. */
    static List<String> of(Words sentence) {
        ZoneStatements statements = new ZoneStatements(sentence);
        Optional<String> stated = statements.zone().or(statements::times);
        return stated.map(List::of).orElseGet(statements::places);
    }

    /** The zone that the sentence states, if it says nothing else: "Use Berlin time from now on". */
    static Optional<String> alone(Words sentence) {
        if (sentence.size() > MAX_ALONE) {
            return Optional.empty();
        }
        boolean about = IntStream.range(0, sentence.size()).anyMatch(k -> sentence.isIn(k, TIMES));
        for (int i = 0; i < sentence.size(); i++) {
            Optional<Read<String>> zone = TimeZones.anywhere(sentence, i);
            int from = i;
            zone = zone.isPresent() || !about ? zone : TimeZones.stated(sentence, i);
            int to = zone.map(Read::to).orElse(i);
            boolean frame = about
                    && zone.isPresent()
                    && IntStream.range(0, sentence.size())
                            .filter(k -> k < from || k >= to)
                            .allMatch(k -> sentence.isIn(k, FRAME));
            if (frame) {
                return zone.map(Read::value);
            }
        }
        return Optional.empty();
    }

    /** Whether it begins with "Time zone:" or its like. */
    static boolean isLabel(Words sentence) {
        int zone = sentence.skip(sentence.skip(0, OWN), Set.of("the"));
        int to = sentence.are(zone, "time", "zone") ? zone + 2 : sentence.skip(zone, Set.of("timezone"));
        return to > zone && sentence.isIn(to, Set.of(":", "is"));
    }

    /** Whether it states a zone that no list knows: "Time zone: Springfield", "Our shop is in Springfield". */
    static boolean isUnknown(Words sentence) {
        ZoneStatements statements = new ZoneStatements(sentence);
        return of(sentence).isEmpty()
                && (IntStream.range(0, sentence.size())
                                .filter(i -> sentence.isIn(i, Set.of("timezone", "zone")))
                                .anyMatch(i -> sentence.isIn(i + 1, Set.of(":", "is")) && statements.isName(i + 2))
                        || statements.isElsewhere());
    }

    /** "Our shop is in Springfield"; and "We sell shoes in Milan", which may or may not be where the writer is. */
    private boolean isElsewhere() {
        return IntStream.range(1, words.size()).anyMatch(in -> {
            boolean name = isName(words.skip(in + 1, Set.of("the")));
            return name && (isOwn(in) || (words.isIn(in, NEAR) && TimeZones.isPlace(words, in + 1)));
        });
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

    /** "We are based in Berlin", "Our office is in New York", "I run a shop in Chicago", "an app for a bakery in Vancouver". */
    private List<String> places() {
        return IntStream.range(1, words.size())
                .filter(this::isOwn)
                .mapToObj(in -> zonesOf(in + 1))
                .filter(zones -> !zones.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /**
     * "for a shop in Chicago", if the zone of that place is taken and the sentence leaves open whose shop it is: "Track orders
     * for a shop in Chicago", but not "An app for a shop in Chicago".
     */
    static Optional<String> somebodys(Words sentence) {
        ZoneStatements statements = new ZoneStatements(sentence);
        if (statements.zone().or(statements::times).isPresent()) {
            return Optional.empty();
        }
        return IntStream.range(1, sentence.size())
                .filter(statements::isOwn)
                .filter(in -> !statements.zonesOf(in + 1).isEmpty())
                .limit(1)
                .mapToObj(in -> {
                    int first = statements.placeOf(statements.beforePlaced(in));
                    boolean open = sentence.isIn(first - 1, FOR)
                            && sentence.isIn(first, DETERMINERS)
                            && IntStream.range(0, first - 1).noneMatch(k -> sentence.isIn(k, OWNING));
                    return open ? sentence.text(first - 1, statements.endOfPlace(in + 1)) : "";
                })
                .filter(words -> !words.isEmpty())
                .findFirst();
    }

    private int endOfPlace(int i) {
        int at = words.skipAll(i, LINKS);
        return TimeZones.stated(words, at).map(Read::to).orElse(at + 1);
    }

    /** Whether "in" stands there after words that say where the writer is. */
    private boolean isOwn(int in) {
        if (words.is(in, "to") && words.isIn(in - 1, MOVED)) {
            return words.isIn(0, SPEAKERS) || words.isIn(0, OWN);
        }
        if (!words.isIn(in, IN)) {
            return false;
        }
        int end = beforePlaced(in);
        return isSpeaker(end) || isOwnPlace(end);
    }

    /** The place after "our office is" in "our office is based in". */
    private int beforePlaced(int in) {
        int end = words.are(in - 1, "out", "of") ? in - 1 : in;
        while (words.isIn(end - 1, PLACED)) {
            end--;
        }
        return end;
    }

    /** "I live", "We're", "I'm a dentist", "We are a small clinic". */
    private boolean isSpeaker(int end) {
        boolean be = words.isIn(0, SPEAKERS) && words.isIn(1, BE);
        return be && IntStream.range(2, end).noneMatch(k -> words.isIn(k, NO_PART));
    }

    /** "Our office is", "My head office sits", "our shop", and after "I" or "for" also "a shop". */
    private boolean isOwnPlace(int end) {
        int noun = words.isIn(end - 1, BEING) ? end - 2 : end - 1;
        int first = placeOf(end);
        if (first == noun) {
            return false;
        }
        boolean speaks = words.isIn(0, SPEAKERS) && noun == end - 1;
        return words.isIn(first, OWN)
                || (noun == end - 1 && words.isIn(first, DETERMINERS) && (speaks || words.isIn(first - 1, FOR)));
    }

    /** Where "our flower shop" begins, which ends there; at its noun if no such place does. */
    private int placeOf(int end) {
        int noun = words.isIn(end - 1, BEING) ? end - 2 : end - 1;
        int first = noun;
        while (first > 0 && first > noun - MAX_NOUN && !words.isIn(first, DETERMINERS) && !words.isIn(first, OWN)) {
            first--;
        }
        return isPlace(noun) ? first : noun;
    }

    private boolean isPlace(int i) {
        String noun = words.at(i);
        return PLACE_NOUNS.contains(noun)
                || (noun.endsWith("s") && PLACE_NOUNS.contains(noun.substring(0, noun.length() - 1)));
    }

    /** The time zones of "Berlin", "Berlin and Tokyo", "Portland, Maine". */
    private List<String> zonesOf(int i) {
        List<String> zones = new ArrayList<>();
        Optional<Read<String>> place = TimeZones.stated(words, words.skipAll(i, LINKS));
        while (place.isPresent()) {
            int to = place.get().to();
            zones.add(place.get().value());
            int next = words.skipAll(to, ROW);
            place = next > to ? TimeZones.stated(words, next) : Optional.empty();
        }
        return zones;
    }

    private boolean isName(int i) {
        return i < words.size()
                && Character.isUpperCase(words.written().get(i).charAt(0))
                && !Languages.isOne(words.at(i))
                && !TimeWords.isOne(words.at(i));
    }

    private Optional<String> at(int i) {
        return TimeZones.stated(words, i).map(Read::value);
    }
}
