package dev.stepfold.agentexport;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/** The firings of an expression as the libraries of its dialect read it, in order. */
final class Libraries {
    private static final CronParser UNIX = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private static final Map<Unix, List<Instant>> READ_BY_UNIX = new ConcurrentHashMap<>();

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MINUTES = 60;
    private static final Duration WEEKS = Duration.ofDays(40);

    private Libraries() {}

    /** cron-utils' dialect UNIX. It takes its time, and several exports write the same. */
    static List<Instant> unix(String fields, ZoneId zone, Window window) {
        return READ_BY_UNIX.computeIfAbsent(new Unix(fields, zone, window), Unix::read);
    }

    private record Unix(String fields, ZoneId zone, Window window) {
        List<Instant> read() {
            ExecutionTime times = ExecutionTime.forCron(UNIX.parse(fields));
            return collect(
                    window,
                    time -> times.nextExecution(time.atZone(zone))
                            .map(ZonedDateTime::toInstant)
                            .orElse(Instant.MAX));
        }
    }

    /** Spring's {@code CronExpression}. */
    static List<Instant> spring(String expression, ZoneId zone, Window window) {
        var cron = org.springframework.scheduling.support.CronExpression.parse(expression);
        return collect(
                window,
                time -> Optional.ofNullable(cron.next(time.atZone(zone)))
                        .map(ZonedDateTime::toInstant)
                        .orElse(Instant.MAX));
    }

    /** Quartz' {@code CronExpression}. */
    static List<Instant> quartz(String expression, ZoneId zone, Window window) {
        try {
            var cron = new org.quartz.CronExpression(expression);
            cron.setTimeZone(TimeZone.getTimeZone(zone));
            return collect(window, time -> {
                @Nullable Date next = cron.getNextValidTimeAfter(Date.from(time));
                return next == null ? Instant.MAX : next.toInstant();
            });
        } catch (ParseException e) {
            throw new AssertionError(expression, e);
        }
    }

    /** lib-recur. The start is the first time that fits the rule, of those from some weeks before the window on. */
    static List<Instant> recur(String rule, ZoneId zone, Window window) {
        try {
            RecurrenceRule recurrence = new RecurrenceRule(rule);
            RecurrenceRuleIterator fitting =
                    from(recurrence, zone, window.after().minus(WEEKS));
            if (!fitting.hasNext()) {
                return List.of();
            }
            RecurrenceRuleIterator times = from(recurrence, zone, Instant.ofEpochMilli(fitting.nextMillis()));
            times.fastForward(window.after().minus(HOUR).toEpochMilli());
            // What is put off by an hour is behind what it is put off to.
            TreeSet<Instant> firings = new TreeSet<>();
            while (times.hasNext() && firings.size() < window.max() + MINUTES) {
                Instant time = Instant.ofEpochMilli(times.nextMillis());
                if (!time.isBefore(window.until())) {
                    break;
                }
                if (time.isAfter(window.after())) {
                    firings.add(time);
                }
            }
            return firings.stream().limit(window.max()).toList();
        } catch (InvalidRecurrenceRuleException e) {
            throw new AssertionError(rule, e);
        }
    }

    private static RecurrenceRuleIterator from(RecurrenceRule rule, ZoneId zone, Instant start) {
        return rule.iterator(new DateTime(TimeZone.getTimeZone(zone), start.toEpochMilli()));
    }

    private static List<Instant> collect(Window window, UnaryOperator<Instant> next) {
        List<Instant> firings = new ArrayList<>();
        Instant time = next.apply(window.after());
        while (time.isBefore(window.until()) && firings.size() < window.max()) {
            if (time.isAfter(window.after())) {
                firings.add(time);
            }
            Instant following = next.apply(time);
            if (!following.isAfter(time)) {
                throw new AssertionError(following + " follows " + time);
            }
            time = following;
        }
        return firings;
    }
}
