package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.CronExpression;
import dev.stepfold.schemas.agent.CronExpression.InvalidCronException;
import dev.stepfold.schemas.agent.Recurrence;
import dev.stepfold.schemas.agent.Schedule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * When a schedule fires.
 *
 * @param zone a time zone that both the JDK and IANA know
 */
record Timing(CronExpression cron, ZoneId zone) {
    private static final int HOURS = 24;
    private static final int YEAR = 2000;

    /** After so many years the dates fall on the same days of the week again. */
    private static final int YEARS = 28;

    /** @throws UnsayableException when it fires never, or nobody knows when */
    static Timing of(Schedule schedule) throws UnsayableException {
        if ((schedule.name() + schedule.action()).chars().anyMatch(Character::isISOControl)) {
            throw new UnsayableException("its name or its action's has control characters");
        }
        if (!ZoneId.getAvailableZoneIds().contains(schedule.timeZone())) {
            throw new UnsayableException(schedule.timeZone() + " is not an IANA time zone");
        }
        try {
            CronExpression cron = CronExpression.parse(schedule.cron());
            if (!cron.fires()) {
                throw new UnsayableException(schedule.cron() + " never fires");
            }
            return new Timing(cron, ZoneId.of(schedule.timeZone()));
        } catch (InvalidCronException e) {
            throw new UnsayableException(
                    schedule.cron() + " is not a cron expression of five fields: " + e.getMessage());
        }
    }

    List<String> rules() {
        return Recurrence.of(cron).rules();
    }

    /** Whether local times are the same as those of UTC. */
    boolean isUtc() {
        return zone.getRules().isFixedOffset()
                && zone.getRules().getOffset(Instant.EPOCH).equals(ZoneOffset.UTC);
    }

    /** Whether it fires in every hour of its days: of such a schedule no run is missed when the clocks change. */
    boolean isHourly() {
        return cron.hours().size() == HOURS;
    }

    /** The first of its times that does not exist in some year, because the clocks are put forward. */
    Optional<LocalTime> skipped() {
        return changes(ZoneOffsetTransition::isGap)
                .flatMap(change -> times(change.getDateTimeBefore(), change.getDateTimeAfter()))
                .findFirst();
    }

    /** The first of its times that comes twice in some year, because the clocks are put back. */
    Optional<LocalTime> repeated() {
        return changes(ZoneOffsetTransition::isOverlap)
                .flatMap(change -> times(change.getDateTimeAfter(), change.getDateTimeBefore()))
                .findFirst();
    }

    /** The changes of the clocks that follow a yearly rule; those of a table of dates (Africa/Casablanca) are left out. */
    private Stream<ZoneOffsetTransition> changes(Predicate<ZoneOffsetTransition> kind) {
        return zone.getRules().getTransitionRules().stream()
                .flatMap(rule -> IntStream.range(YEAR, YEAR + YEARS).mapToObj(rule::createTransition))
                .filter(kind);
    }

    private Stream<LocalTime> times(LocalDateTime from, LocalDateTime to) {
        return Stream.iterate(from, time -> time.isBefore(to), time -> time.plusMinutes(1))
                .filter(cron::matches)
                .map(LocalDateTime::toLocalTime);
    }
}
