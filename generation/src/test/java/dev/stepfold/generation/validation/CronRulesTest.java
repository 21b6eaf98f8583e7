package dev.stepfold.generation.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.stepfold.generation.structure.Report;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Schedule;
import dev.stepfold.schemas.event.Finding;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cron dialect of docs/agent.md: exactly that is accepted, and all of it has times. */
class CronRulesTest {
    private static final int TOKENS_MAX = 3;
    private static final int RANDOM = 2_000;

    private static final List<String> TOKENS = List.of(
            "*", ",", "-", "/", "L", "W", "#", "?", "0", "1", "7", "12", "31", "60", "MON", "sun", "FEB", " ", "+",
            "\u0663");

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /** The fields as the documentation lists them, each with an expression in which it can be replaced. */
    private static final List<Documented> FIELDS = List.of(
            new Documented("%s 8 * * *", 0, 59, List.of(), false),
            new Documented("0 %s * * *", 0, 23, List.of(), false),
            new Documented("0 8 %s * *", 1, 31, List.of(), true),
            new Documented("0 8 * %s *", 1, 12, MONTHS, false),
            new Documented("0 8 * * %s", 0, 7, DAYS, false));

    /** A library's reading of what it has in common with the dialect. */
    private static final CronDefinition LIBRARY = CronDefinitionBuilder.defineCron()
            .withMinutes()
            .and()
            .withHours()
            .and()
            .withDayOfMonth()
            .supportsL()
            .and()
            .withMonth()
            .and()
            .withDayOfWeek()
            .withValidRange(0, 7)
            .withMondayDoWValue(1)
            .withIntMapping(7, 0)
            .and()
            .instance();

    private static final ZonedDateTime LEAP_YEAR = LocalDate.of(2024, 1, 1).atStartOfDay(ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 8 L-3 * *   | day of month L-3
            0 8 l * *     | day of month l
            0 8 L,15 * *  | day of month L
            0 8 LW * *    | day of month LW
            0 8 15W * *   | day of month 15W
            0 8 ? * *     | day of month ?
            0 8 * * L     | day of week L
            0 8 * * 5L    | day of week 5L
            0 8 * * 5#2   | day of week 5#2
            0 8 * * ?     | day of week ?
            0 8 * * 5-1   | day of week 5-1
            0 8 * * FRI-MON | day of week FRI-MON
            0 8 * * SAT-SUN | day of week SAT-SUN
            0 8 * * Sunday  | day of week Sunday
            0 8 * MON *   | month MON
            0 22-4 * * *  | hour 22-4
            5/15 * * * *  | minute 5/15
            */0 * * * *   | minute */0
            */60 * * * *  | minute */60
            +5 * * * *    | minute +5
            000 * * * *   | minute 000
            H * * * *     | minute H
            1,,2 * * * *  | minute 1,,2
            0 8 0 * *     | day of month 0
            0 8 * 13 *    | month 13
            0 8 * * 8     | day of week 8
            """)
    void namesTheFieldThatIsNotInTheDialect(String cron, String field) {
        assertThat(findings(cron)).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("invalid-cron");
            assertThat(finding.message())
                    .startsWith(cron + " is not a cron expression of five fields: ")
                    .contains(field);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@daily",
                "@reboot",
                "0 8 * *",
                "0 0 8 * * *",
                "0 0 8 * * * 2026",
                "0 8 * * *\n",
                "0\u00a08 * * *",
                "* * * * * # note"
            })
    void refusesWhatDoesNotHaveFiveFields(String cron) {
        assertThat(findings(cron))
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.message()).contains("is not a cron expression of five fields"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 8 L * *",
                "0 8 * * MON-FRI",
                "0 8 * jan-mar,DEC *",
                "*/15 * * * *",
                "0-30/5 * * * *",
                "0 8 * * SUN-SAT",
                "0 8 * * 5-7",
                "0 8 * * 7",
                "0 8 * * 0",
                "0 8 * * SUN-7",
                "00 08 * * *",
                "0  8\t* * *",
                " 0 8 * * * ",
                "0 8 30 2 1",
                "0 8 29 2 *",
                "59 23 31 12 *",
                "*/15 9-17 * * MON-FRI",
                "0 8 1,15 * *",
                "30 6 1-7/2 JAN *"
            })
    void acceptsTheDialect(String cron) {
        assertThat(findings(cron)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 8 30 2 *", "0 8 31 2,4,6,9,11 *", "0 8 30-31 FEB *"})
    void tellsThatADayNeverComes(String cron) {
        assertThat(findings(cron))
                .singleElement()
                .matches(finding -> finding.code().equals("never-fires"));
    }

    @Test
    void acceptsWhatIsDocumentedAndNothingElse() {
        List<String> wrong = new ArrayList<>();
        for (Documented field : FIELDS) {
            for (String text : texts()) {
                String cron = field.expression().formatted(text);
                boolean accepted = findings(cron).stream()
                        .noneMatch(finding -> finding.code().equals("invalid-cron"));
                if (accepted != field.isDocumented(text)) {
                    wrong.add(cron + (accepted ? " is accepted" : " is refused"));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void hasTimesWhereALibraryHasThem() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < RANDOM; i++) {
            List<String> fields =
                    FIELDS.stream().map(field -> field.any(random)).toList();
            String cron = String.join(" ", fields);

            assertThat(findings(cron).isEmpty()).as("seed %d: %s", seed, cron).isEqualTo(firesInTheLibrary(fields));
        }
    }

    private static boolean firesInTheLibrary(List<String> fields) {
        List<String> numbers = new ArrayList<>(fields);
        numbers.set(3, numbered(fields.get(3), MONTHS, 1));
        // The library takes a step of 7 for one of 0; both stand for Sunday alone, as one of 7 does from Sunday on.
        numbers.set(4, numbered(fields.get(4), DAYS, 0).replace("/7", "/6"));
        return ExecutionTime.forCron(new CronParser(LIBRARY).parse(String.join(" ", numbers)))
                .nextExecution(LEAP_YEAR)
                .isPresent();
    }

    private static String numbered(String field, List<String> names, int first) {
        String numbers = field.toUpperCase(Locale.ROOT);
        for (int i = 0; i < names.size(); i++) {
            numbers = numbers.replace(names.get(i), Integer.toString(first + i));
        }
        return numbers;
    }

    /** All that can be written with up to {@link #TOKENS_MAX} tokens. */
    private static List<String> texts() {
        List<String> all = new ArrayList<>();
        List<String> longest = List.of("");
        for (int length = 1; length <= TOKENS_MAX; length++) {
            longest = longest.stream()
                    .flatMap(text -> TOKENS.stream().map(token -> text + token))
                    .toList();
            all.addAll(longest);
        }
        return all;
    }

    private static List<Finding> findings(String cron) {
        Report report = new Report(StepId.SCHEDULE_GENERATION);
        CronRules.check(
                new Agent(
                        "a",
                        "",
                        List.of(),
                        List.of(),
                        "",
                        List.of(),
                        List.of(Schedule.of("s", cron, "UTC", "a", "")),
                        null),
                report);
        return report.findings();
    }

    /**
     * A field as the documentation describes it.
     *
     * @param expression an expression around it
     */
    private record Documented(String expression, int min, int max, List<String> names, boolean hasLast) {
        private static final Pattern ITEM = Pattern.compile("(\\*|\\w+-\\w+)/([0-9]{1,2})|\\*|(\\w+)-(\\w+)|(\\w+)");

        boolean isDocumented(String text) {
            // Blanks around a field do not belong to it.
            String bare = text.strip();
            return (hasLast && bare.equals("L"))
                    || (!bare.contains(" ")
                            && Arrays.stream(bare.split(",", -1)).allMatch(this::isItem));
        }

        private boolean isItem(String item) {
            Matcher matcher = ITEM.matcher(item);
            if (!matcher.matches()) {
                return false;
            }
            if (matcher.group(2) != null) {
                int step = Integer.parseInt(matcher.group(2));
                return step >= 1 && step <= max && isItem(matcher.group(1));
            }
            if (matcher.group(3) != null) {
                int from = value(matcher.group(3));
                int to = value(matcher.group(4));
                return from >= min && to <= max && from <= to;
            }
            return matcher.group(5) == null || (value(matcher.group(5)) >= min && value(matcher.group(5)) <= max);
        }

        private int value(String word) {
            int named = names.indexOf(word.toUpperCase(Locale.ROOT));
            if (named >= 0) {
                return min + named;
            }
            return word.matches("[0-9]{1,2}") ? Integer.parseInt(word) : Integer.MIN_VALUE;
        }

        /** Any text of the dialect. */
        String any(Random random) {
            if (random.nextInt(3) == 0) {
                return hasLast && random.nextInt(4) == 0 ? "L" : "*";
            }
            List<String> items = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                items.add(anyItem(random));
            }
            return String.join(",", items);
        }

        private String anyItem(Random random) {
            int from = random.nextInt(min, max + 1);
            int to = random.nextInt(from, max + 1);
            String step = random.nextBoolean() ? "" : "/" + random.nextInt(1, max + 1);
            return switch (random.nextInt(3)) {
                case 0 -> "*" + step;
                case 1 -> written(from, random) + "-" + written(to, random) + step;
                default -> written(from, random);
            };
        }

        private String written(int value, Random random) {
            int at = value - min;
            return at < names.size() && random.nextBoolean() ? names.get(at) : Integer.toString(value);
        }
    }
}
