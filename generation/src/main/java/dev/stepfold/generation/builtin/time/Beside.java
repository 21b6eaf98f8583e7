package dev.stepfold.generation.builtin.time;

import dev.stepfold.generation.builtin.time.TimePhrase.Span;
import java.util.List;

/** Adds the words beside a time to it, as not understood, unless the deed explains them. */
final class Beside {
    private final Words words;
    private final Deed deed;

    Beside(Words words, Deed deed) {
        this.words = words;
        this.deed = deed;
    }

    /** Names the words between and beside times, which stand in their order. */
    void name(List<Found> times) {
        int start =
                times.isEmpty() || times.getFirst().said == null ? 0 : lead(times.getFirst(), times.getFirst().said);
        for (int i = 0; i < times.size(); i++) {
            Found time = times.get(i);
            before(time, start);
            int end = i + 1 < times.size() ? times.get(i + 1).from : words.size();
            start = after(time, end);
        }
    }

    private int lead(Found first, SpokenTime said) {
        int to = deed.lead(first.from);
        if (to > 0) {
            said.leftovers.addFirst(words.text(0, to));
            first.apart.add(new Span(0, to));
        }
        return to;
    }

    private void before(Found time, int start) {
        int from = time.said == null ? time.from : deed.loose(start, time.from, time.to);
        if (time.said != null && from < time.from) {
            time.said.leftovers.addFirst(words.text(from, time.from));
            time.from = from;
        }
    }

    /** Returns the place where a clause of its own begins, or the end. */
    private int after(Found time, int end) {
        int i = time.said == null ? deed.anchor(time.to) : time.to;
        while (i < end) {
            int explained = deed.after(time.from, i);
            if (explained >= words.size()) {
                return i;
            }
            if (end < words.size() && words.skipAll(i, PhraseReader.LINKS) >= end) {
                return end;
            }
            int start = words.skip(i, PhraseReader.LIST);
            boolean skips = explained > i || words.isMark(start) || start >= end;
            i = skips ? Math.max(explained, start + (explained > i ? 0 : 1)) : unread(time, start, end);
        }
        return end;
    }

    private int unread(Found time, int start, int end) {
        boolean opens = deed.opens(start);
        int to = start + 1;
        while (to < end
                && !words.isMark(to)
                && deed.after(time.from, to) == to
                && (opens || !words.isIn(to, PhraseReader.LIST))) {
            to++;
        }
        if (time.said != null) {
            time.said.leftovers.add(words.text(start, to));
        } else if (time.offset != null) {
            time.offset = time.offset.without(words.text(start, to));
        }
        if (start == time.to) {
            time.to = to;
        } else {
            time.apart.add(new Span(start, to));
        }
        return to;
    }
}
