package dev.stepfold.generation.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A sentence about when something happens, made from a structure: so it is known, without reading the sentence, which
 * cron and time zone are right.
 *
 * @param words the words about the time
 * @param crons what the words mean; several if one cron cannot say it
 * @param zone IANA name
 * @param named words that cannot be expressed, each of which the ambiguities must quote
 */
record SpokenSchedule(String words, Set<String> crons, String zone, List<String> named) {
    private static final String[] DAYS = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    private static final String[] NUMBERS = {
        "twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"
    };
    private static final String[] MONTHS = {
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"
    };
    private static final Map<String, String> ZONES = Map.ofEntries(
            Map.entry("New York time", "America/New_York"),
            Map.entry("Tokyo time", "Asia/Tokyo"),
            Map.entry("London time", "Europe/London"),
            Map.entry("Pacific time", "America/Los_Angeles"),
            Map.entry("in Berlin", "Europe/Berlin"),
            Map.entry("in Sydney", "Australia/Sydney"),
            Map.entry("in San Francisco", "America/Los_Angeles"),
            Map.entry("(Berlin time)", "Europe/Berlin"),
            Map.entry("Europe/Paris", "Europe/Paris"),
            Map.entry("America/New_York", "America/New_York"),
            Map.entry("CET", "Europe/Paris"),
            Map.entry("EST", "America/New_York"),
            Map.entry("PT", "America/Los_Angeles"),
            Map.entry("UTC", "UTC"),
            Map.entry("UTC+2", "Etc/GMT-2"),
            Map.entry("GMT-5", "Etc/GMT+5"));
    private static final List<String> EXCEPT = List.of(
            "except", "excluding", "but not on", "apart from", "other than", "except on", "except for", "without");
    private static final List<String> NOT_EXPRESSED = List.of(
            "except holidays",
            "except on public holidays",
            "until next year",
            "starting next Monday",
            "during business hours",
            "for the next 3 weeks",
            "except Sunday mornings",
            "in Springfield");

    /** A part of the sentence, and what it means for the five fields of a cron. */
    private record Days(
            String words,
            String dayOfMonth,
            String month,
            Set<Integer> weekdays,
            boolean endOfDay,
            List<String> named) {
        static Days week(String words, Integer... weekdays) {
            return new Days(words, "*", "*", Set.of(weekdays), false, List.of());
        }
    }

    private record Clock(String words, int hour, int minute) {}

    static SpokenSchedule random(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> interval(random);
            case 1 -> hours(random);
            default -> atTimes(random);
        };
    }

    /** "every 15 minutes on weekdays". */
    private static SpokenSchedule interval(Random random) {
        int n = List.of(2, 5, 7, 10, 15, 20, 25, 30, 45, 50).get(random.nextInt(10));
        String unit = pick(random, "minutes", "mins", "seconds", "hours");
        boolean weekdays = random.nextBoolean();
        int amount =
                unit.equals("hours") ? List.of(2, 3, 4, 5, 6, 7, 8, 9, 10, 12).get(random.nextInt(10)) : n;
        String cron = switch (unit) {
            case "hours" -> "0 */" + amount + " * *";
            case "seconds" -> "* * * *";
            default -> "*/" + amount + " * * *";
        };
        boolean exact = !unit.equals("seconds") && (unit.equals("hours") ? 24 : 60) % amount == 0;
        String words = pick(random, "every ", "each ") + amount + " " + unit;
        return new SpokenSchedule(
                words + (weekdays ? " on weekdays" : ""),
                Set.of(cron + (weekdays ? " 1-5" : " *")),
                "UTC",
                exact ? List.of() : List.of(words));
    }

    /** "hourly between 9 and 17". */
    private static SpokenSchedule hours(Random random) {
        int since = 6 + random.nextInt(6);
        int until = 13 + random.nextInt(10);
        String range = switch (random.nextInt(4)) {
            case 0 -> "between " + since + " and " + until;
            case 1 -> "from " + since + "am to " + (until - 12) + "pm";
            case 2 -> "between " + since + ":00 and " + until + ":00";
            default -> "from " + since + " to " + until;
        };
        boolean days = random.nextBoolean();
        String words = pick(random, "hourly ", "every hour ") + range + (days ? " on Mondays" : "");
        return new SpokenSchedule(
                words, Set.of("0 " + since + "-" + until + " * * " + (days ? "1" : "*")), "UTC", List.of());
    }

    private static SpokenSchedule atTimes(Random random) {
        List<Clock> clocks = clocks(random);
        Days days = days(random);
        String zoneWords = random.nextInt(3) == 0
                ? pick(random, ZONES.keySet().stream().sorted().toArray(String[]::new))
                : "";
        Days kept = random.nextInt(3) == 0 ? excepting(random, days) : days;
        List<String> named = new ArrayList<>(kept.named());
        String extra = "";
        if (random.nextInt(8) == 0) {
            extra = pick(random, NOT_EXPRESSED.toArray(String[]::new));
            boolean place = extra.startsWith("in ");
            extra = place && (clocks.isEmpty() || !zoneWords.isEmpty()) ? "until next year" : extra;
            named.add(extra);
        }
        String zone = clocks.isEmpty() ? "" : zoneWords;
        String words = arranged(random, kept.words(), clockWords(random, clocks), zone, extra);
        return new SpokenSchedule(words, crons(kept, clocks), ZONES.getOrDefault(zone, "UTC"), named);
    }

    /** The parts in an order that people use; a place belongs right after its time. */
    private static String arranged(Random random, String days, String clock, String zone, String extra) {
        String timed = (clock + " " + zone).strip();
        boolean place = extra.startsWith("in ");
        String tail = place ? "" : " " + extra;
        String at = place ? (timed + " " + extra).strip() : timed;
        String comma = at.isEmpty() ? "" : pick(random, " ", " ", ", ");
        String joined = random.nextInt(3) == 0 && !days.contains("Monday to") ? at + " " + days : days + comma + at;
        return (joined + tail).strip();
    }

    private static String clockWords(Random random, List<Clock> clocks) {
        if (clocks.isEmpty()) {
            return "";
        }
        String at = pick(random, "at ", "at ", "at ", "by ");
        return clocks.stream()
                .map(Clock::words)
                .collect(Collectors.joining(pick(random, " and ", " and at ", " & "), at, ""));
    }

    private static Set<String> crons(Days days, List<Clock> clocks) {
        String weekdays = days.weekdays().size() == 7 ? "*" : runs(new TreeSet<>(days.weekdays()));
        String date = " " + days.dayOfMonth() + " " + days.month() + " " + weekdays;
        if (clocks.isEmpty()) {
            return Set.of((days.endOfDay() ? "0 18" : "0 8") + date);
        }
        return clocks.stream()
                .collect(Collectors.groupingBy(
                        Clock::minute, Collectors.mapping(Clock::hour, Collectors.toCollection(TreeSet::new))))
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + " "
                        + entry.getValue().stream().map(String::valueOf).collect(Collectors.joining(",")) + date)
                .collect(Collectors.toSet());
    }

    /** Three or more in a row as "1-5". */
    private static String runs(TreeSet<Integer> numbers) {
        List<String> parts = new ArrayList<>();
        Integer first = numbers.isEmpty() ? null : numbers.first();
        while (first != null) {
            int last = first;
            while (numbers.contains(last + 1)) {
                last++;
            }
            for (int i = first; i <= last && last - first < 2; i++) {
                parts.add(Integer.toString(i));
            }
            if (last - first >= 2) {
                parts.add(first + "-" + last);
            }
            first = numbers.higher(last);
        }
        return String.join(",", parts);
    }

    private static List<Clock> clocks(Random random) {
        int count = List.of(0, 1, 1, 1, 1, 2).get(random.nextInt(6));
        List<Clock> clocks = new ArrayList<>();
        boolean halves = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            clocks.add(clock(random, i == 0 ? 7 + random.nextInt(5) : 13 + random.nextInt(10), halves));
        }
        return count == 1 ? List.of(clock(random, random.nextInt(24), random.nextBoolean())) : clocks;
    }

    /** A time in one of its spellings: with "am" or "pm", or by the 24 hours of the day. */
    private static Clock clock(Random random, int hour, boolean halves) {
        int minute = List.of(0, 0, 0, 15, 30, 45, 5).get(random.nextInt(7));
        List<String> spellings = halves ? inHalves(hour, minute) : inHours(hour, minute);
        return new Clock(spellings.get(random.nextInt(spellings.size())), hour, minute);
    }

    private static List<String> inHalves(int hour, int minute) {
        String half = hour < 12 ? "am" : "pm";
        int twelve = hour % 12 == 0 ? 12 : hour % 12;
        String digits = minute == 0 ? "" : ":%02d".formatted(minute);
        List<String> spellings = new ArrayList<>(List.of(
                twelve + digits + half,
                twelve + digits + " " + half,
                twelve + digits + " " + half.toUpperCase(Locale.ROOT),
                twelve + digits + " " + half.charAt(0) + ".m.",
                twelve + digits + half.charAt(0) + ".m.",
                twelve + (minute == 0 ? ":00" : digits) + half.toUpperCase(Locale.ROOT)));
        if (minute == 0 && hour % 12 == 0) {
            spellings.addAll(List.of(hour == 0 ? "midnight" : "noon", hour == 0 ? "12 midnight" : "12 noon"));
        }
        if (minute == 0) {
            spellings.add(NUMBERS[hour % 12] + " " + half);
            spellings.add(twelve + " o'clock " + half);
        }
        return spellings;
    }

    private static List<String> inHours(int hour, int minute) {
        List<String> spellings =
                new ArrayList<>(List.of("%02d:%02d".formatted(hour, minute), "%02dh%02d".formatted(hour, minute)));
        if (hour > 6) {
            spellings.add("%d:%02d".formatted(hour, minute));
            spellings.add("%d.%02d".formatted(hour, minute));
            spellings.add(hour + (minute == 0 ? " Uhr" : "h%02d".formatted(minute)));
        }
        if (hour > 6 && minute == 0) {
            spellings.add(Integer.toString(hour));
        }
        if (hour > 6 && hour < 12) {
            String name = NUMBERS[hour];
            switch (minute) {
                case 0 -> spellings.addAll(List.of(name + " o'clock", hour + " o'clock", name));
                case 5 -> spellings.addAll(List.of("five past " + name, "5 minutes past " + hour));
                case 15 -> spellings.addAll(List.of("quarter past " + name, "a quarter past " + hour));
                case 30 -> spellings.addAll(List.of("half past " + name, name + " thirty"));
                case 45 -> spellings.add("quarter to " + NUMBERS[(hour + 1) % 12]);
                default -> throw new IllegalStateException("minute " + minute);
            }
        }
        return spellings;
    }

    private static Days days(Random random) {
        int a = random.nextInt(5) + 1;
        int b = (a + 2) % 7;
        String one = DAYS[a];
        String other = DAYS[b];
        return switch (random.nextInt(12)) {
            case 0, 1 ->
                Days.week(pick(random, "every day", "daily", "each day", "every single day"), 0, 1, 2, 3, 4, 5, 6);
            case 2 ->
                Days.week(
                        pick(
                                random,
                                "every weekday",
                                "on weekdays",
                                "Monday to Friday",
                                "Mon-Fri",
                                "Mon–Fri",
                                "on business days",
                                "every working day",
                                "Monday through Friday"),
                        1,
                        2,
                        3,
                        4,
                        5);
            case 3 -> Days.week(pick(random, "every ", "each ", "on ", "every ") + one, a);
            case 4 -> Days.week("on " + one + "s", a);
            case 5 -> Days.week("every " + one + pick(random, " and ", ", ", " & ") + other, a, b);
            case 6 -> Days.week(pick(random, "on weekends", "every weekend", "on Saturdays and Sundays"), 0, 6);
            case 7 -> dated(random);
            case 8 ->
                new Days(
                        pick(random, "on the last day of the month", "at the end of each month"),
                        "L",
                        "*",
                        all(),
                        true,
                        List.of());
            case 9 -> yearly(random);
            case 10 -> new Days("every day in " + MONTHS[6], "*", "7", all(), false, List.of());
            default -> Days.week(pick(random, "weekly on ", "every week on ") + one, a);
        };
    }

    private static Days dated(Random random) {
        int day = 1 + random.nextInt(31);
        String words = pick(
                        random,
                        "on the %s of each month",
                        "monthly on the %s",
                        "every month on the %s",
                        "on the %s of every month")
                .formatted(ordinal(day));
        return new Days(words, Integer.toString(day), "*", all(), false, day > 28 ? List.of(ordinal(day)) : List.of());
    }

    private static Days yearly(Random random) {
        int month = random.nextInt(12);
        int day = 1 + random.nextInt(28);
        String words = pick(
                random,
                "every year on " + MONTHS[month] + " " + day,
                "on " + ordinal(day) + " " + MONTHS[month] + " every year",
                "annually on " + MONTHS[month] + " " + ordinal(day),
                "on the " + ordinal(day) + " of " + MONTHS[month] + " every year");
        return new Days(words, Integer.toString(day), Integer.toString(month + 1), all(), false, List.of());
    }

    private static String ordinal(int day) {
        boolean teen = day / 10 == 1;
        return day
                + (teen
                        ? "th"
                        : switch (day % 10) {
                            case 1 -> "st";
                            case 2 -> "nd";
                            case 3 -> "rd";
                            default -> "th";
                        });
    }

    private static Days excepting(Random random, Days days) {
        boolean daily = days.weekdays().size() >= 5 && days.dayOfMonth().equals("*");
        if (!daily) {
            return days;
        }
        TreeSet<Integer> kept = new TreeSet<>(days.weekdays());
        int not = 1 + random.nextInt(5);
        boolean weekends = days.weekdays().size() == 7 && random.nextInt(3) == 0;
        boolean two = !weekends && random.nextInt(3) == 0;
        if (weekends) {
            kept.removeAll(Set.of(0, 6));
        } else {
            kept.remove(not);
            kept.removeAll(two ? Set.of(not % 5 + 1) : Set.of());
        }
        String plural = pick(random, "", "s");
        String excepted =
                weekends ? "weekends" : DAYS[not] + plural + (two ? " and " + DAYS[not % 5 + 1] + plural : "");
        String words = days.words() + pick(random, " ", " ", ", ") + pick(random, EXCEPT.toArray(String[]::new)) + " "
                + excepted;
        return new Days(words, days.dayOfMonth(), days.month(), kept, days.endOfDay(), days.named());
    }

    private static Set<Integer> all() {
        return Set.of(0, 1, 2, 3, 4, 5, 6);
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }
}
