package dev.stepfold.generation.builtin.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Words of a sentence that are about time, although no time was read there. */
final class UnreadWords {
    /** These words alone may mean something that the agent keeps: "the holidays of an employee". */
    private static final Set<String> MAY_BE_KEPT =
            Set.of("holiday", "holidays", "half", "today", "yesterday", "tomorrow", "twice", "seconds", "season");

    private static final int UNIT_NEAR = 3;

    private final Words words;
    private final boolean[] read;
    private final Leftovers leftovers;

    UnreadWords(Words words, boolean[] read) {
        this.words = words;
        this.read = read.clone();
        this.leftovers = new Leftovers(words, new ClockReader(words));
    }

    /** Each run of them, as written. */
    List<String> all() {
        List<String> all = new ArrayList<>();
        int i = 0;
        while (i < words.size()) {
            int to = run(i);
            if (to > i) {
                all.add(words.text(i, to));
            }
            i = Math.max(to, i + 1);
        }
        return all;
    }

    private int run(int i) {
        int vague = Math.max(recurring(i), officeHours(i));
        if (vague > i) {
            return vague;
        }
        int to = i;
        while (to < words.size() && !read[to] && leftovers.isAboutTime(to) && !words.isIn(to, MAY_BE_KEPT)) {
            to++;
        }
        return to;
    }

    /** "during business hours". */
    private int officeHours(int i) {
        boolean hours = words.isIn(i, Set.of("during", "in", "within", "outside"))
                && words.isIn(i + 1, Set.of("business", "office", "working", "opening"))
                && words.is(i + 2, "hours");
        return hours && !read[i] ? i + 3 : i;
    }

    /** "every 1.5 hours": "every" and a unit of time, with something between them that is not read. */
    private int recurring(int i) {
        if (!words.isIn(i, Frequencies.EVERY) || read[i]) {
            return i;
        }
        for (int k = i + 1; k <= i + UNIT_NEAR && k < words.size() && !read[k]; k++) {
            boolean number = words.at(k - 1).matches("\\d.*")
                    || Calendar.numberWord(words.at(k - 1)).isPresent();
            if (number
                    && (Calendar.unit(words.at(k)).isPresent()
                            || words.isIn(k, Set.of("second", "seconds", "years")))) {
                return k + 1;
            }
        }
        return i;
    }
}
