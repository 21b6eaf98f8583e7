package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.CronExpression;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The firings of a cron expression as Stepfold reads it, one local day after the other. */
final class Firings {
    private static final Duration HOUR = Duration.ofHours(1);

    private Firings() {}

    /** @param rule null to leave out what is near a change of the clocks */
    static List<Instant> of(CronExpression cron, ZoneId zone, @Nullable ClockRule rule, Window window) {
        TreeSet<Instant> firings = new TreeSet<>();
        LocalDate day = LocalDate.ofInstant(window.after(), zone).minusDays(1);
        LocalDate last = LocalDate.ofInstant(window.until(), zone).plusDays(1);
        while (!day.isAfter(last) && firings.size() < window.max()) {
            LocalDate date = day;
            if (cron.months().contains(date.getMonthValue()) && cron.days().include(date)) {
                cron.hours().stream()
                        .flatMap(hour -> cron.minutes().stream().map(minute -> date.atTime(hour, minute)))
                        .flatMap(time -> rule == null ? far(time, zone) : instants(time, zone, rule))
                        .filter(window::contains)
                        .forEach(firings::add);
            }
            day = day.plusDays(1);
        }
        return firings.stream().limit(window.max()).toList();
    }

    /** Whether the clocks are changed within an hour before or after it. */
    static boolean isNearChange(Instant time, ZoneId zone) {
        ZoneOffsetTransition change =
                zone.getRules().nextTransition(time.minus(HOUR).minusSeconds(1));
        return change != null && !change.getInstant().isAfter(time.plus(HOUR));
    }

    private static Stream<Instant> far(LocalDateTime time, ZoneId zone) {
        return Stream.of(time.atZone(zone).toInstant()).filter(instant -> !isNearChange(instant, zone));
    }

    private static Stream<Instant> instants(LocalDateTime time, ZoneId zone, ClockRule rule) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
        return switch (offsets.size()) {
            case 0 -> {
                ZoneOffsetTransition gap = zone.getRules().getTransition(time);
                yield switch (rule.skipped()) {
                    case LEFT_OUT -> Stream.empty();
                    case LATER -> Stream.of(time.toInstant(gap.getOffsetBefore()));
                };
            }
            case 1 -> Stream.of(time.toInstant(offsets.getFirst()));
            default ->
                switch (rule.repeated()) {
                    case FIRST -> Stream.of(time.toInstant(offsets.getFirst()));
                    case SECOND -> Stream.of(time.toInstant(offsets.getLast()));
                    case BOTH -> offsets.stream().map(time::toInstant);
                };
        };
    }
}
