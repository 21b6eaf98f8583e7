package dev.stepfold.schemas.agent;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A cron expression in the dialect that docs/agent.md describes, which is what the usual schedulers have in common. It is
 * read here, because a library accepts more, and each library something else.
 *
 * @param minutes from 0 to 59, ascending
 * @param hours from 0 to 23, ascending
 * @param months from 1 to 12, ascending
 * @param days on which days of these months
 */
public record CronExpression(List<Integer> minutes, List<Integer> hours, List<Integer> months, Days days) {
    private static final Pattern SPACE = Pattern.compile("[ \t]+");
    private static final Pattern ITEM = Pattern.compile(
            "(?<all>\\*)|(?<from>[0-9]{1,2}|[A-Za-z]{3})(?:-(?<to>[0-9]{1,2}|[A-Za-z]{3}))?", Pattern.DOTALL);

    private static final Field MINUTE = new Field("minute", 0, 59, List.of());
    private static final Field HOUR = new Field("hour", 0, 23, List.of());
    private static final Field DAY_OF_MONTH = new Field("day of month", 1, 31, List.of());
    private static final Field MONTH = new Field(
            "month",
            1,
            12,
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"));
    private static final Field DAY_OF_WEEK =
            new Field("day of week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));
    private static final int FIELDS = 5;
    private static final int DAYS_OF_WEEK = 7;

    private static final String ANY = "*";
    private static final String LAST_DAY = "L";

    /** How many days a month may have, by its number. */
    private static final List<Integer> DAYS_MAX = List.of(0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

    public CronExpression {
        minutes = List.copyOf(minutes);
        hours = List.copyOf(hours);
        months = List.copyOf(months);
    }

    /**
     * Reads an expression.
     *
     * @throws InvalidCronException when it is not in the dialect; the message says where
     */
    public static CronExpression parse(String cron) throws InvalidCronException {
        String[] fields = SPACE.split(bare(cron), -1);
        if (fields.length != FIELDS) {
            throw new InvalidCronException("it has " + fields.length);
        }
        return new CronExpression(
                list(MINUTE.values(fields[0])),
                list(HOUR.values(fields[1])),
                list(MONTH.values(fields[3])),
                days(fields[2], fields[4]));
    }

    private static Days days(String ofMonth, String ofWeek) throws InvalidCronException {
        Days inMonth = ofMonth.equals(LAST_DAY) ? new Days.Last() : inMonth(list(DAY_OF_MONTH.values(ofMonth)));
        Days inWeek = inWeek(DAY_OF_WEEK.values(ofWeek));
        if (ofWeek.equals(ANY)) {
            return inMonth;
        }
        if (ofMonth.equals(ANY)) {
            return inWeek;
        }
        return inMonth instanceof Days.InMonth days && inWeek instanceof Days.OfWeek weekdays
                ? new Days.Either(days, weekdays)
                : new Days.Every();
    }

    private static Days inMonth(List<Integer> days) {
        return days.size() == DAY_OF_MONTH.max() ? new Days.Every() : new Days.OfMonth(days);
    }

    /** @param days with 7 or 0 for Sunday */
    private static Days inWeek(BitSet days) {
        if (days.get(DAYS_OF_WEEK)) {
            days.clear(DAYS_OF_WEEK);
            days.set(0);
        }
        return days.cardinality() == DAYS_OF_WEEK ? new Days.Every() : new Days.OfWeek(list(days));
    }

    private static List<Integer> list(BitSet values) {
        return values.stream().boxed().toList();
    }

    /** Whether its day ever comes. */
    public boolean fires() {
        return switch (days) {
            case Days.OfMonth(List<Integer> of) ->
                months.stream().anyMatch(month -> of.getFirst() <= DAYS_MAX.get(month));
            case Days.Every(), Days.Last(), Days.OfWeek _, Days.Either _ -> true;
        };
    }

    /** Whether it names the minute of that local time; seconds do not count. */
    public boolean matches(LocalDateTime time) {
        return hours.contains(time.getHour())
                && minutes.contains(time.getMinute())
                && months.contains(time.getMonthValue())
                && days.include(time.toLocalDate());
    }

    private static String bare(String cron) {
        int begin = 0;
        int end = cron.length();
        while (begin < end && " \t".indexOf(cron.charAt(begin)) >= 0) {
            begin++;
        }
        while (end > begin && " \t".indexOf(cron.charAt(end - 1)) >= 0) {
            end--;
        }
        return cron.substring(begin, end);
    }

    /** On which days of a month an expression fires. */
    public sealed interface Days {
        /** Whether a date is one of them. */
        boolean include(LocalDate date);

        /** On each day. */
        record Every() implements Days {
            @Override
            public boolean include(LocalDate date) {
                return true;
            }
        }

        /** On days that are counted within the month. */
        sealed interface InMonth extends Days {}

        /**
         * On days of the month. A month that does not have a day goes without it.
         *
         * @param days from 1 to 31, ascending; not all, and at least one
         */
        record OfMonth(List<Integer> days) implements InMonth {
            public OfMonth {
                days = List.copyOf(days);
            }

            /** The days of a month from 1 to 31 that these are not. */
            public List<Integer> others() {
                return IntStream.rangeClosed(DAY_OF_MONTH.min(), DAY_OF_MONTH.max())
                        .filter(day -> !days.contains(day))
                        .boxed()
                        .toList();
            }

            @Override
            public boolean include(LocalDate date) {
                return days.contains(date.getDayOfMonth());
            }
        }

        /** On the last day of the month. */
        record Last() implements InMonth {
            @Override
            public boolean include(LocalDate date) {
                return date.getDayOfMonth() == date.lengthOfMonth();
            }
        }

        /**
         * On days of the week.
         *
         * @param days from 0, Sunday, to 6, Saturday, ascending; not all, and at least one
         */
        record OfWeek(List<Integer> days) implements Days {
            public OfWeek {
                days = List.copyOf(days);
            }

            @Override
            public boolean include(LocalDate date) {
                return days.contains(date.getDayOfWeek().getValue() % DAYS_OF_WEEK);
            }
        }

        /** On a day that meets one of the two, once. */
        record Either(InMonth ofMonth, OfWeek ofWeek) implements Days {
            @Override
            public boolean include(LocalDate date) {
                return ofMonth.include(date) || ofWeek.include(date);
            }
        }
    }

    /** It is not in the dialect. */
    public static final class InvalidCronException extends Exception {
        private static final long serialVersionUID = 1;

        InvalidCronException(String message) {
            super(message);
        }
    }

    /**
     * One of the five fields.
     *
     * @param names what its values are called, from the smallest
     */
    private record Field(String name, int min, int max, List<String> names) {
        /** The values that a list of items stands for. */
        BitSet values(String text) throws InvalidCronException {
            BitSet values = new BitSet();
            for (String item : text.split(",", -1)) {
                add(item, text, values);
            }
            return values;
        }

        private void add(String item, String text, BitSet values) throws InvalidCronException {
            int slash = item.indexOf('/');
            Matcher range = ITEM.matcher(slash < 0 ? item : item.substring(0, slash));
            if (!range.matches()) {
                throw refused(text, "");
            }
            boolean all = range.group("all") != null;
            int from = all ? min : value(range.group("from"), text);
            int to = all ? max : range.group("to") == null ? from : value(range.group("to"), text);
            if (from > to) {
                throw refused(text, "; a range goes upwards");
            }
            if (slash >= 0 && !all && range.group("to") == null) {
                throw refused(text, "; a step follows * or a range");
            }
            int step = slash < 0 ? 1 : step(item.substring(slash + 1), text);
            for (int value = from; value <= to; value += step) {
                values.set(value);
            }
        }

        private int step(String digits, String text) throws InvalidCronException {
            int step = digits.matches("[0-9]{1,2}") ? Integer.parseInt(digits) : 0;
            if (step < 1 || step > max) {
                throw refused(text, "; a step is from 1 to " + max);
            }
            return step;
        }

        private int value(String word, String text) throws InvalidCronException {
            int named = names.indexOf(word.toUpperCase(Locale.ROOT));
            if (named >= 0) {
                return min + named;
            }
            if (!Character.isDigit(word.charAt(0))) {
                throw refused(text, "");
            }
            int value = Integer.parseInt(word);
            if (value < min || value > max) {
                throw refused(text, "; its values are from " + min + " to " + max);
            }
            return value;
        }

        private InvalidCronException refused(String text, String why) {
            return new InvalidCronException("the " + name + " " + text + " is not allowed" + why);
        }
    }
}
