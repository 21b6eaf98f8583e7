package dev.stepfold.generation.builtin.time;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.resource.Resources;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the words after a time that are about time too, but that nothing reads. */
final class Leftovers {
    private static final int MAX_WORDS = 7;
    private static final Set<String> GLUE = Set.of(
            ",", "and", "&", "or", "at", "on", "in", "the", "by", "of", "a", "an", "also", "but", "next", "last",
            "this", "(");
    /** What is never said of anything but time. */
    private static final Set<String> ABOUT_TIME = Set.of(
            "holiday",
            "holidays",
            "tomorrow",
            "today",
            "tonight",
            "yesterday",
            "noon",
            "midnight",
            "midday",
            "o'clock",
            "dawn",
            "dusk",
            "sunrise",
            "sunset",
            "seconds",
            "fortnight",
            "half",
            "twice",
            "lunchtime");
    /** After these, words about time limit when something happens. */
    private static final Set<String> LIMITS = Set.of(
            "starting",
            "beginning",
            "until",
            "till",
            "through",
            "from",
            "during",
            "within",
            "in",
            "before",
            "after",
            "between",
            "as",
            "unless",
            "outside",
            "since",
            "for",
            "ending");

    private static final Set<String> LIMITED = Set.of(
            "summer",
            "winter",
            "spring",
            "autumn",
            "season",
            "hours",
            "holidays",
            "break",
            "closing",
            "opening",
            "now",
            "lunch");

    /** "in Slack" says where to, not where. */
    private static final Set<String> SERVICES =
            Resources.read("language/integrations.json", new TypeReference<Map<String, String>>() {}).values().stream()
                    .flatMap(names -> Stream.of(names.split(" ", -1)))
                    .collect(Collectors.toUnmodifiableSet());

    /** With these, something begins that may be read. */
    private static final Set<String> ELEMENTS = Set.of("on", "at", "by", "every", "each");

    private final Words words;
    private final ClockReader clocks;

    Leftovers(Words words, ClockReader clocks) {
        this.words = words;
        this.clocks = clocks;
    }

    /** Keeps the leftovers that follow a time, and returns the place after them. */
    int after(int i, SpokenTime said) {
        int start = words.skip(words.skip(i, Set.of(",", "and", "&")), Set.of("and"));
        int to = Math.max(directly(i), Math.max(limit(start), place(i, said)));
        if (to <= start) {
            return i;
        }
        said.leftovers.add(words.text(start, to));
        return to;
    }

    private int directly(int i) {
        int at = i;
        while (at < i + 4 && words.isIn(at, GLUE)) {
            at++;
        }
        int to = at;
        while (to < words.size() && (isAboutTime(to) || (to > at && isDetail(to)))) {
            to++;
        }
        boolean zone = words.isIn(at, Set.of("local", "server", "my", "our", "their", "your"))
                && words.isIn(at + 1, Set.of("time", "local"));
        boolean unknownZone =
                words.is(at + 1, "time") && i == at && clocks.sureAt(i - 1).isPresent();
        if (zone || unknownZone) {
            return words.is(at + 2, "time") ? at + 3 : at + 2;
        }
        return to > at ? to : i;
    }

    private boolean isDetail(int i) {
        return words.at(i).matches("\\d{1,4}(st|nd|rd|th)?|am|pm|o'clock|eve|:|\\+");
    }

    /** Whether a word is never said of anything but time. */
    boolean isAboutTime(int i) {
        String word = words.at(i);
        boolean day = Calendar.weekday(word).isPresent() && word.length() > 4;
        boolean month = Calendar.month(word).isPresent() && word.length() > 3 && !word.equals("march");
        return day || month || ABOUT_TIME.contains(word) || clocks.looksLikeOne(i);
    }

    /** "starting next Monday", "until June", "for two weeks", "during business hours". */
    private int limit(int i) {
        if (!words.isIn(i, LIMITS)) {
            return i;
        }
        boolean amount = words.is(i, "for") || words.is(i, "in") || words.is(i, "within");
        int end = endOfClause(words, i + 1);
        int last = i;
        for (int k = i + 1; k < end && (k == i + 1 || !words.isIn(k, ELEMENTS)); k++) {
            boolean unit = Calendar.unit(words.at(k)).isPresent() || words.isIn(k, Set.of("year", "years", "quarter"));
            boolean counted = unit
                    && (words.is(k - 1, "next")
                            || (Calendar.number(words.at(k - 1)).isPresent() && !words.is(k - 1, "the")));
            boolean period = unit && !amount;
            boolean limited = words.isIn(k, LIMITED) && !words.is(i, "for");
            boolean about = isAboutTime(k) && !words.is(i, "for") && !words.is(i, "in");
            last = counted
                            || period
                            || limited
                            || about
                            || (Calendar.month(words.at(k)).isPresent() && k == i + 1)
                    ? k + 1
                    : last;
        }
        return last;
    }

    /** "at 9:00 in Springfield": a place that may mean a time zone. */
    private int place(int i, SpokenTime said) {
        boolean clock = !said.clocks.isEmpty() && said.timeZone == null;
        if (!clock || !words.is(i, "in") || i + 1 >= words.size()) {
            return i;
        }
        String name = words.written().get(i + 1);
        boolean shouted = words.written().get(i).equals("IN");
        boolean capital = Character.isUpperCase(name.charAt(0))
                && (shouted || name.chars().anyMatch(Character::isLowerCase));
        return capital && !SERVICES.contains(words.at(i + 1)) ? i + 2 : i;
    }

    /** The place of the next mark, at most a few words on. */
    static int endOfClause(Words words, int from) {
        int to = from;
        while (to < words.size() && to < from + MAX_WORDS && !words.isIn(to, Set.of(",", "(", ")", ":", ""))) {
            to++;
        }
        return to;
    }
}
