package dev.stepfold.generation.builtin.time;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.resource.Resources;
import java.text.Normalizer;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The time zones that a text names: "Europe/Berlin", "CET", "New York time", "UTC+2", and after a time "in Berlin". */
public final class TimeZones {
    /** The time zone if the text names none. */
    public static final String DEFAULT = "UTC";

    private static final Map<String, Map<String, String>> KNOWN =
            Resources.read("language/time-zones.json", new TypeReference<>() {});
    private static final Set<String> REGIONS =
            Set.of("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific");
    /** Its stations are called Davis, Casey and Palmer, as many towns and people are. */
    private static final String NO_TOWNS = "Antarctica";

    /** Islands whose names mean something else in most texts. */
    private static final Set<String> NO_PLACES = Set.of("easter", "christmas", "reunion", "midway");

    private static final Map<String, String> IANA = iana();
    private static final Map<String, String> PLACES = places();
    private static final int MAX_WORDS = 7;
    private static final int MAX_PLACE_WORDS = 3;
    private static final Set<String> KINDS = Set.of("standard", "daylight", "summer", "winter", "local");
    private static final Pattern JOINED_OFFSET = Pattern.compile("(?:utc|gmt)([+-])(\\d{1,2})");
    private static final Pattern HOURS = Pattern.compile("(\\d{1,2}?)(?::?(\\d{2}))?");
    private static final Pattern WORD =
            Pattern.compile("\\d{1,2}:\\d{2}|[\\p{L}\\d_]+(?:-[\\p{L}\\d]+){0,3}|[+/:,()-]");
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?;](?=\\s|$|\\))|\\n");
    private static final Set<String> INTRODUCING = Set.of("in", "is", "are", "be", "use", "on", "at", "to");
    private static final Set<String> NEAR = Set.of("in", "near", "at", "from", "of");
    private static final Set<String> ROW = Set.of("and", "or", "&", ",");
    private static final Set<String> SIGNS = Set.of("+", "-", "–");
    private static final Set<String> FOLLOWING = Set.of(
            "and",
            "&",
            "or",
            "every",
            "each",
            "on",
            "in",
            "at",
            "except",
            "but",
            "to",
            "from",
            "by",
            "for",
            "with",
            "via",
            "of",
            "about",
            "until",
            "starting",
            "during",
            "if",
            "unless",
            "when",
            "only");
    private static final int MAX_OFFSET_EAST = 14;
    private static final int MAX_OFFSET_WEST = 12;

    private final Words words;

    private TimeZones(Words words) {
        this.words = words;
    }

    /** The first time zone that {@code text} names. */
    public static Optional<String> named(String text) {
        return allNamed(text).stream().findFirst();
    }

    /** The time zones that {@code text} names, in their order; first those that a sentence states for all times. */
    public static Set<String> allNamed(String text) {
        List<Words> sentences = sentences(text);
        Set<String> named = new LinkedHashSet<>();
        sentences.forEach(sentence -> named.addAll(ZoneStatements.of(sentence)));
        sentences.forEach(sentence -> ZoneStatements.alone(sentence).ifPresent(named::add));
        sentences.forEach(sentence -> named.addAll(beside(sentence)));
        return named;
    }

    /** The sentences that may state a time zone for all times, but one that is not known or not meant. */
    public static List<String> unknown(String text) {
        return sentences(text).stream()
                .filter(ZoneStatements::isUnknown)
                .map(sentence -> sentence.text(0, sentence.size()))
                .toList();
    }

    /** The sentences that state a time zone for all times, with the zone; those that may do so have none. */
    public static Map<String, Optional<String>> statements(String text) {
        Map<String, Optional<String>> statements = new LinkedHashMap<>();
        for (Words sentence : sentences(text)) {
            Optional<String> zone = ZoneStatements.of(sentence).stream().findFirst();
            if (zone.isPresent() || ZoneStatements.isUnknown(sentence)) {
                statements.put(sentence.text(0, sentence.size()), zone);
            }
        }
        return statements;
    }

    /** "for a shop in Chicago", where a sentence leaves open whether that is the writer's own. */
    public static List<String> somebodys(String text) {
        return sentences(text).stream()
                .flatMap(sentence -> ZoneStatements.somebodys(sentence).stream())
                .toList();
    }

    private static List<Words> sentences(String text) {
        return SENTENCE_END
                .splitAsStream(Abbreviations.plain(Normalizer.normalize(text, Normalizer.Form.NFKC)))
                .map(sentence -> new Words(
                        WORD.matcher(sentence).results().map(MatchResult::group).toList()))
                .toList();
    }

    /** The time zones of a sentence; a short name is one only beside a time of day. */
    private static List<String> beside(Words words) {
        List<String> named = new ArrayList<>();
        TimeZones zones = new TimeZones(words);
        int i = 0;
        while (i < words.size()) {
            int from = i;
            boolean universal = words.isIn(i, Set.of("utc", "gmt")) && words.isIn(i + 1, SIGNS);
            Optional<Read<String>> zone = zones.iana(i)
                    .or(() -> zones.place(from).flatMap(zones::time).filter(read -> zones.isOfTimes(from, read)))
                    .or(() -> universal || zones.isAfterClock(from) ? zones.shortName(from) : Optional.empty());
            zone.ifPresent(it -> named.add(it.value()));
            i = zone.map(Read::to).orElse(i + 1);
        }
        return named;
    }

    /** "London time", but not "London time sheets". */
    private boolean isOfTimes(int from, Read<String> zone) {
        return words.isIn(from - 1, INTRODUCING) || isLast(zone);
    }

    private boolean isAfterClock(int i) {
        return new ClockReader(words).looksLikeOne(i - 1)
                || words.isIn(i - 1, Set.of("am", "pm"))
                || (words.at(i - 1).matches("\\d{1,2}") && words.isIn(i - 2, PhraseReader.AT));
    }

    /** The time zone that begins there, in a sentence that states one. */
    static Optional<Read<String>> stated(Words words, int i) {
        TimeZones zones = new TimeZones(words);
        return zones.iana(i)
                .or(() -> zones.place(i))
                .or(() -> zones.isCapital(i) ? zones.shortName(i) : Optional.empty());
    }

    /** Whether a sentence says in which time zone all times are, known or not, and nothing else. */
    public static boolean isStatement(String sentence) {
        return stated(sentence).isPresent() || sentences(sentence).stream().anyMatch(ZoneStatements::isLabel);
    }

    /** Whether the name of a place begins there. */
    static boolean isPlace(Words words, int i) {
        return new TimeZones(words).place(i).isPresent();
    }

    /** The time zone that a sentence states for all times, if it says nothing else: "Use Berlin time from now on". */
    public static Optional<String> stated(String sentence) {
        List<Words> sentences = sentences(sentence);
        return sentences.size() == 1 ? ZoneStatements.alone(sentences.getFirst()) : Optional.empty();
    }

    /** The time zone that a text names if it is nothing else: "Pacific time", "Berlin". */
    public static Optional<String> only(String text) {
        Words words =
                new Words(WORD.matcher(text).results().map(MatchResult::group).toList());
        TimeZones zones = new TimeZones(words);
        return zones.iana(0)
                .or(() -> zones.place(0).map(zones::withKind))
                .or(() -> zones.shortName(0))
                .filter(zone -> words.skip(words.skip(zone.to(), Set.of("time")), Set.of("zone")) >= words.size())
                .map(Read::value);
    }

    private boolean isCapital(int i) {
        return i < words.size()
                && words.written().get(i).equals(words.written().get(i).toUpperCase(Locale.ROOT));
    }

    /** The time zone that begins there and needs no time of day before it. */
    static Optional<Read<String>> anywhere(Words words, int i) {
        TimeZones zones = new TimeZones(words);
        return zones.iana(i)
                .or(() -> zones.place(i).flatMap(zones::time))
                .or(() -> zones.isCapital(i) ? zones.shortName(i) : Optional.empty());
    }

    /** The time zone that begins there, after a time of day: also "in Berlin", and "cet" in small letters. */
    static Optional<Read<String>> afterClock(Words words, int i) {
        TimeZones zones = new TimeZones(words);
        int at = words.skip(words.skip(i, Set.of("in")), Set.of("the", "our"));
        int local = words.is(i, "local") ? words.skip(i + 1, Set.of("to", "in")) : i;
        boolean tongue = at > i && Languages.isOne(words.at(at));
        return anywhere(words, at)
                .or(() -> zones.shortName(i))
                .or(() -> words.isIn(i, SIGNS) ? zones.offset(words.is(i, "+"), i + 1) : Optional.empty())
                .or(() -> zones.place(local).map(zones::withKind).filter(zones::isLast))
                .or(() -> !tongue && (at > i || words.is(i - 1, "("))
                        ? zones.place(at).map(zones::withOffice)
                        : Optional.empty());
    }

    private Optional<Read<String>> iana(int i) {
        StringBuilder joined = new StringBuilder();
        Optional<Read<String>> longest = Optional.empty();
        for (int k = i; k < Math.min(words.size(), i + MAX_WORDS); k++) {
            String word = words.at(k).replace('_', ' ').replaceAll("[()]", "");
            boolean tight = word.equals("/") || joined.isEmpty() || joined.charAt(joined.length() - 1) == '/';
            joined.append(tight ? "" : " ").append(word);
            String zone = IANA.get(joined.toString());
            longest = zone == null ? longest : Optional.of(new Read<>(zone, k + 1));
        }
        return longest;
    }

    /** "CET", "UTC+2", "GMT -5". */
    private Optional<Read<String>> shortName(int i) {
        String word = words.at(i).replaceAll("[()]", "");
        Matcher joined = JOINED_OFFSET.matcher(word);
        if (joined.matches()) {
            boolean minutes = words.is(i + 1, ":") && words.at(i + 2).matches("\\d{2}");
            return offset(
                    joined.group(1).equals("+"),
                    joined.group(2) + (minutes ? ":" + words.at(i + 2) : ""),
                    minutes ? i + 3 : i + 1);
        }
        boolean universal = word.equals("utc") || word.equals("gmt");
        boolean shifted = universal && words.isIn(i + 1, SIGNS);
        if (shifted && HOURS.matcher(words.at(i + 2)).matches()) {
            return offset(words.is(i + 1, "+"), i + 2);
        }
        return Optional.ofNullable(known("names", word))
                .filter(_ -> !shifted)
                .map(zone -> new Read<>(zone, words.skip(i + 1, Set.of("time"))));
    }

    private Optional<Read<String>> offset(boolean east, int i) {
        return offset(east, words.at(i), i + 1);
    }

    /**
     * "5", "05", "5:30" or "0530" from the meridian. The signs of the IANA names are the other way round:
     * {@code Etc/GMT-2} is two hours ahead. A zone with minutes is that of a place which has no summer time.
     */
    private static Optional<Read<String>> offset(boolean east, String written, int to) {
        Matcher parts = HOURS.matcher(written);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int hours = Integer.parseInt(parts.group(1));
        String minutes = parts.group(2) == null ? "00" : parts.group(2);
        if (!minutes.equals("00")) {
            String offset = "%s%02d:%s".formatted(east ? "+" : "-", hours, minutes);
            return Optional.ofNullable(known("offsets", offset)).map(zone -> new Read<>(zone, to));
        }
        if (hours > (east ? MAX_OFFSET_EAST : MAX_OFFSET_WEST)) {
            return Optional.empty();
        }
        return Optional.of(new Read<>(hours == 0 ? DEFAULT : "Etc/GMT" + (east ? "-" : "+") + hours, to));
    }

    /** The place that begins there; the state or country after it decides: "Paris, Texas". */
    private Optional<Read<String>> place(int i) {
        Optional<Read<String>> place = listed(i);
        boolean unknown = place.isEmpty() && isCapitalised(i) && words.isIn(i - 1, NEAR) && words.is(i + 1, ",");
        int to = place.map(Read::to).orElse(i + 1);
        return (place.isPresent() || unknown) && words.is(to, ",")
                ? Namesakes.within(words, to + 1)
                        .filter(region -> !words.isIn(region.to(), ROW))
                        .or(() -> place)
                : place;
    }

    private boolean isCapitalised(int i) {
        return i < words.size()
                && Character.isUpperCase(words.written().get(i).charAt(0))
                && !TimeWords.isOne(words.at(i));
    }

    /**
     * The places that {@code text} names and that lie in several time zones, with these zones; only those of which the first
     * is among {@code used}.
     */
    public static Map<String, List<String>> namesakes(String text, Set<String> used) {
        Map<String, List<String>> namesakes = new LinkedHashMap<>();
        for (Words words : sentences(text)) {
            TimeZones zones = new TimeZones(words);
            int end = 0;
            for (int i = 0; i < words.size(); i = Math.max(end, i + 1)) {
                Optional<Read<String>> place = zones.listed(i);
                Optional<Read<String>> decided = zones.place(i);
                end = decided.map(Read::to).orElse(i + 1);
                boolean alone = place.isPresent() && place.equals(decided);
                boolean taken = alone && used.contains(place.get().value()) && zones.isCapitalised(i);
                int to = place.map(Read::to).orElse(i);
                List<String> others = taken ? Namesakes.zones(words.text(i, to)) : List.of();
                if (!others.isEmpty()) {
                    namesakes.put(words.text(i, to), others);
                }
            }
        }
        return namesakes;
    }

    /** The time zone that is taken for a place. */
    static Optional<String> usual(String place) {
        return Optional.ofNullable(PLACES.get(place));
    }

    /** The longest name of a place that begins there. */
    private Optional<Read<String>> listed(int i) {
        StringBuilder joined = new StringBuilder();
        Optional<Read<String>> longest = Optional.empty();
        for (int k = i; k < Math.min(words.size(), i + MAX_PLACE_WORDS); k++) {
            joined.append(joined.isEmpty() ? "" : " ").append(words.at(k));
            @Nullable String zone = PLACES.get(joined.toString());
            longest = zone == null ? longest : Optional.of(new Read<>(zone, k + 1));
        }
        return longest;
    }

    private Optional<Read<String>> time(Read<String> place) {
        int time = words.skip(words.skip(place.to(), KINDS), Set.of("time"));
        return words.is(time - 1, "time")
                ? Optional.of(new Read<>(place.value(), words.skip(time, Set.of("zone"))))
                : Optional.empty();
    }

    private Read<String> withOffice(Read<String> place) {
        return time(place).orElseGet(() -> new Read<>(place.value(), words.skip(place.to(), Set.of("office"))));
    }

    private Read<String> withKind(Read<String> place) {
        return new Read<>(place.value(), words.skip(words.skip(place.to(), KINDS), Set.of("time")));
    }

    /** Whether no noun follows that the place could describe: "at 5 pm Berlin", but not "at 5 pm Berlin customers". */
    private boolean isLast(Read<String> place) {
        String next = words.at(place.to());
        boolean mark = !next.isEmpty() && !Character.isLetterOrDigit(next.charAt(0));
        return mark || words.isMark(place.to()) || FOLLOWING.contains(next) || TimeWords.isOne(next);
    }

    private static @Nullable String known(String kind, String word) {
        return KNOWN.getOrDefault(kind, Map.of()).get(word);
    }

    private static Map<String, String> iana() {
        Map<String, String> ids = new HashMap<>();
        for (String id : ZoneId.getAvailableZoneIds()) {
            boolean regional = REGIONS.contains(id.split("/", 2)[0]) && id.contains("/");
            if (regional || id.startsWith("Etc/")) {
                ids.put(id.toLowerCase(Locale.ROOT).replace('_', ' '), id);
            }
        }
        return Map.copyOf(ids);
    }

    /** The cities of the IANA names, and further places. */
    private static Map<String, String> places() {
        Map<String, String> places = new HashMap<>();
        for (String id : IANA.values()) {
            String[] parts = id.split("/", -1);
            if (parts.length == 2 && REGIONS.contains(parts[0]) && !parts[0].equals(NO_TOWNS)) {
                places.put(parts[1].toLowerCase(Locale.ROOT).replace('_', ' '), id);
            }
        }
        places.keySet().removeAll(NO_PLACES);
        places.putAll(KNOWN.getOrDefault("zones", Map.of()));
        places.putAll(KNOWN.getOrDefault("places", Map.of()));
        KNOWN.getOrDefault("cities", Map.of())
                .forEach((zone, names) -> Stream.of(names.split(", ", -1)).forEach(name -> places.put(name, zone)));
        places.putAll(Namesakes.usual());
        return Map.copyOf(places);
    }
}
