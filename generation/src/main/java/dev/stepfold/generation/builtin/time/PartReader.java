package dev.stepfold.generation.builtin.time;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Reads parts of the day: "in the morning", "mornings", "at night". With more than one, each counts for the times beside it:
 * "at 9 in the morning and 3 in the afternoon".
 */
final class PartReader {
    private final Words words;
    private final ClockReader clocks;
    private final SpokenTime said;
    /** Reads a time of day. */
    private final IntUnaryOperator clock;
    /** So many times of day stand before the last part. */
    private int known;
    /** So many times of day are in the half of the day that is meant. */
    private int settled;

    PartReader(Words words, ClockReader clocks, SpokenTime said, IntUnaryOperator clock) {
        this.words = words;
        this.clocks = clocks;
        this.said = said;
        this.clock = clock;
    }

    /** The place after the part of the day that begins there. */
    int read(int i) {
        int in = words.skip(i, Set.of("in", "at", "during"));
        int at = words.skip(in, Set.of("the"));
        Optional<PartOfDay> part = PartOfDay.of(words.at(at)).filter(_ -> !words.is(at, "nightly"));
        boolean alone =
                at > in || (in > i && words.is(at, "night")) || words.at(at).endsWith("s");
        alone |= words.isIn(at + 1, PhraseReader.LIST)
                && PartOfDay.of(words.at(at + 2)).isPresent();
        boolean often = said.frequency != null && said.frequency.withinTheDay() && said.clocks.isEmpty();
        boolean describes = in == i && at > in && !ends(at + 1);
        if (part.isEmpty() || (said.isEmpty() && !alone) || often || describes || isThing(i, at)) {
            return i;
        }
        return said.part == null && settled == 0 ? first(part.get(), at + 1) : further(part.get(), i, at + 1);
    }

    /** "telescopes, nights and exposures": in a row of things it is one. */
    private boolean isThing(int i, int at) {
        String before = words.isMark(i - 1) || words.is(i - 1, "and") ? words.at(i - 2) : "";
        return at == i
                && said.isEmpty()
                && words.at(at).endsWith("s")
                && before.endsWith("s")
                && before.length() > 3
                && !TimeWords.isOne(before)
                && isRowOfThings(at + 1);
    }

    /** Whether a plural that is no time follows after a comma or "and". */
    private boolean isRowOfThings(int link) {
        int next = words.skipAll(link, PhraseReader.LIST);
        return next > link && words.at(next).endsWith("s") && !TimeWords.isOne(words.at(next));
    }

    /** Whether no noun follows that "the night" could describe, as in "the night shift". */
    private boolean ends(int i) {
        return words.isMark(i)
                || TimeWords.isOne(words.at(i))
                || words.isIn(i, PhraseReader.AT)
                || words.isIn(i, PhraseReader.ON)
                || words.isIn(i, PhraseReader.LIST)
                || words.isIn(i, Set.of("before", "after", "of", "in", "except"));
    }

    private int first(PartOfDay part, int to) {
        said.part = part;
        said.partSaysWhen = true;
        int end = to;
        known = said.clocks.size();
        if (said.clocks.isEmpty() && !said.hasDays()) {
            end = Math.max(to, clock.applyAsInt(to));
            if (said.clocks.isEmpty()) {
                said.clocks.add(part.usual());
            }
            known = said.clocks.size();
        }
        return end;
    }

    private int further(PartOfDay part, int i, int to) {
        int from = known == 0 ? said.clocks.size() - 1 : known;
        if (!words.isIn(i - 1, PhraseReader.LIST)) {
            if (from <= 0 || from >= said.clocks.size()) {
                return i;
            }
            settle(part, from);
            return to;
        }
        int at = words.skip(to, PhraseReader.AT);
        Optional<ClockReader.Written> next = at > to ? clocks.afterAt(at) : clocks.sureAt(to);
        PartOfDay first = said.part;
        if (first != null && said.clocks.stream().map(first::within).noneMatch(first::has)) {
            said.clocks.addFirst(first.usual());
        }
        int before = said.clocks.size();
        said.clocks.add(next.map(ClockReader.Written::time).orElseGet(part::usual));
        settle(part, before);
        return next.map(ClockReader.Written::to).orElse(to);
    }

    /** Moves the times from there on into this part of the day, and those before into the one that stood before it. */
    private void settle(PartOfDay part, int from) {
        List<ClockTime> times = said.clocks;
        for (int k = settled; k < times.size(); k++) {
            PartOfDay its = k >= from || said.part == null ? part : said.part;
            ClockTime within = its.within(times.get(k));
            times.set(k, ClockTime.of(within.hour(), within.minute()));
        }
        said.part = null;
        settled = times.size();
        known = settled;
    }
}
