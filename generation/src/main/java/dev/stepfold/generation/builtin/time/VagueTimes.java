package dev.stepfold.generation.builtin.time;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.resource.Resources;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what people say of time without clock or calendar: "once in a while", "sooner or later", "most mornings". */
final class VagueTimes {
    private static final Map<String, String> KNOWN =
            Resources.read("language/vague-times.json", new TypeReference<>() {});
    private static final Set<String> PHRASES =
            Arrays.stream(KNOWN.getOrDefault("phrases", "").split(", ", -1)).collect(Collectors.toUnmodifiableSet());
    /** Beside a time, these say that it is not always or not quite that one. */
    private static final Set<String> HEDGES =
            Arrays.stream(KNOWN.getOrDefault("hedges", "").split(", ", -1)).collect(Collectors.toUnmodifiableSet());

    static final Set<String> QUANTITIES = Resources.words(KNOWN.getOrDefault("quantities", ""));
    private static final Set<String> SEVERAL = Resources.words(KNOWN.getOrDefault("several", ""));
    private static final Set<String> OTHER = Set.of("next", "following", "same", "previous");
    /** After these, "the next week" says what something is about. */
    private static final Set<String> CONTENTS = Set.of("for", "of", "from", "over", "about", "due", "with", "to", "by");

    private static final Set<String> PER = Set.of("a", "per", "each", "every", "an");
    private static final Set<String> COUNTS = Set.of("once", "twice", "thrice");
    private static final Set<String> DAYS = Set.of("today", "tomorrow", "tonight");
    private static final Set<String> PARTS = Set.of("late", "early", "mid");
    private static final Set<String> EACH = Set.of("the", "each", "every");
    private static final Set<String> ARTICLES = Set.of("the", "a", "an", "that", "one");
    private static final int MAX_WORDS = 5;
    private static final int MAX_AMOUNT = 2;

    private final Words words;

    VagueTimes(Words words) {
        this.words = words;
    }

    /** The place after the phrase that begins there; the same place if none does. */
    int at(int i) {
        return Math.max(
                Math.max(phrase(i), times(i)), Math.max(Math.max(quantity(i), other(i)), Math.max(within(i), all(i))));
    }

    private int phrase(int i) {
        return longest(i, PHRASES);
    }

    /** The place after "usually", "or so", and their like. */
    int hedge(int i) {
        return longest(i, HEDGES);
    }

    private int longest(int i, Set<String> phrases) {
        for (int to = Math.min(words.size(), i + MAX_WORDS); to > i; to--) {
            if (phrases.contains(words.text(i, to).toLowerCase(Locale.ROOT))) {
                return to;
            }
        }
        return i;
    }

    /** "a couple of times a week", "several times per day", "twice a shift", "3 times per lesson". */
    private int times(int i) {
        boolean number = Calendar.number(words.at(i)).isPresent() && words.is(i + 1, "times");
        int per = words.isIn(i, COUNTS) ? i + 1 : number ? i + 2 : i;
        if (per > i && words.isIn(per, PER) && per + 1 < words.size()) {
            return per + 2;
        }
        int amount = words.skip(i, ARTICLES);
        int of = words.isIn(amount, SEVERAL) ? words.skip(amount + 1, Set.of("of")) : i;
        boolean often = of > i && words.is(of, "times") && words.isIn(of + 1, PER);
        return often && TimeWords.isUnit(words.at(of + 2)) ? of + 3 : i;
    }

    /** "most mornings", "some Fridays". */
    private int quantity(int i) {
        boolean days = words.isIn(i, QUANTITIES) && TimeWords.isUnit(words.at(i + 1));
        return days && words.at(i + 1).endsWith("s") ? i + 2 : i;
    }

    /** "the next morning", "the same evening". */
    private int other(int i) {
        int at = words.skip(i, ARTICLES);
        boolean contents = words.isIn(i - 1, CONTENTS);
        if (!contents && words.isIn(i, DAYS)) {
            boolean part = PartOfDay.of(words.at(i + 1)).isPresent();
            return part ? i + 2 : i + 1 == words.size() || words.isMark(i + 1) ? i + 1 : i;
        }
        if (!contents && words.isIn(at, PARTS) && PartOfDay.of(words.at(at + 1)).isPresent()) {
            return at + 2;
        }
        return !contents && words.isIn(at, OTHER) && TimeWords.isUnit(words.at(at + 1)) ? at + 2 : i;
    }

    /** "within an hour", "within two working days". */
    private int within(int i) {
        for (int k = i + 2; words.is(i, "within") && k <= i + 2 + MAX_AMOUNT; k++) {
            if (Calendar.unit(words.at(k)).isPresent()) {
                return k + 1;
            }
        }
        return i;
    }

    /** "throughout the week", "all through the night", "all day". */
    private int all(int i) {
        int at = words.is(i, "all") ? i + 1 : i;
        boolean through = words.isIn(at, Set.of("throughout", "through")) && (at > i || words.is(at, "throughout"));
        int unit = through ? words.skip(at + 1, EACH) : at;
        return (through || at > i) && TimeWords.isUnit(words.at(unit)) ? unit + 1 : i;
    }
}
