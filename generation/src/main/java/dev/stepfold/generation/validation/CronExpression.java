package dev.stepfold.generation.validation;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cron expression in the dialect that docs/agent.md describes, which is what the usual schedulers have in common. It is
 * read here, because a library accepts more, and each library something else.
 */
final class CronExpression {
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

    private static final String LAST_DAY = "L";

    /** How many days a month may have, by its number. */
    private static final List<Integer> DAYS_MAX = List.of(0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

    private final boolean firesOnLastDays;
    private final boolean firesOnWeekdays;
    private final int firstDay;
    private final BitSet months;

    private CronExpression(String daysOfMonth, String months, String daysOfWeek) throws InvalidCronException {
        this.firesOnLastDays = daysOfMonth.equals(LAST_DAY);
        this.firstDay = firesOnLastDays
                ? DAY_OF_MONTH.min()
                : DAY_OF_MONTH.values(daysOfMonth).nextSetBit(0);
        this.months = MONTH.values(months);
        DAY_OF_WEEK.values(daysOfWeek);
        this.firesOnWeekdays = !daysOfWeek.equals("*");
    }

    /** @throws InvalidCronException when it is not in the dialect; the message says where */
    static CronExpression parse(String cron) throws InvalidCronException {
        String[] fields = SPACE.split(bare(cron), -1);
        if (fields.length != FIELDS) {
            throw new InvalidCronException("it has " + fields.length);
        }
        MINUTE.values(fields[0]);
        HOUR.values(fields[1]);
        return new CronExpression(fields[2], fields[3], fields[4]);
    }

    /** Whether its day ever comes. With a day of the month and a day of the week, either is enough. */
    boolean fires() {
        return firesOnLastDays || firesOnWeekdays || months.stream().anyMatch(month -> firstDay <= DAYS_MAX.get(month));
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

    /** It is not in the dialect. */
    static final class InvalidCronException extends Exception {
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
