package dev.stepfold.generation.builtin.time;

import dev.stepfold.generation.builtin.time.TimePhrase.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A time before it is written as cron; either said or an offset. */
final class Found {
    int from;
    int to;
    final @Nullable SpokenTime said;
    When.@Nullable Offset offset;
    final List<Span> apart = new ArrayList<>();

    Found(int from, int to, @Nullable SpokenTime said, When.@Nullable Offset offset) {
        this.from = from;
        this.to = to;
        this.said = said;
        this.offset = offset;
    }

    /** Whether a time of day can be added to it. */
    boolean takesClock() {
        return said == null
                ? offset != null && offset.isDaily() && offset.cron().equals(Cron.MORNINGS.toString())
                : said.takesClock();
    }
}
