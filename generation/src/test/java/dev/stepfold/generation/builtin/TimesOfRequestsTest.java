package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.understanding.Understander;
import dev.stepfold.schemas.agent.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How requests say when something happens, and the schedules that follow. */
class TimesOfRequestsTest {
    private static final String REPORT = "Report orders ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    every day at 5 pm                          | 0 17 * * *
                    every day at 5 PM                          | 0 17 * * *
                    every Monday at 9 am                       | 0 9 * * 1
                    every weekday at 8:30 am                   | 30 8 * * 1-5
                    every day at 5 p.m.                        | 0 17 * * *
                    every day at 12 am                         | 0 0 * * *
                    every day at 12 pm                         | 0 12 * * *
                    every day at 12 noon                       | 0 12 * * *
                    every day at noon                          | 0 12 * * *
                    every day at midnight                      | 0 0 * * *
                    every day at 9 am and 5 pm                 | 0 9,17 * * *
                    every day at 8 and 11 pm                   | 0 20,23 * * *
                    every day, at 5pm                          | 0 17 * * *
                    every day by 5pm                           | 0 17 * * *
                    every day at 14h30                         | 30 14 * * *
                    every day at 17.30                         | 30 17 * * *
                    every day at 17 Uhr                        | 0 17 * * *
                    every day at 1730                          | 30 17 * * *
                    every day at 9 o'clock                     | 0 9 * * *
                    every day at half past eight               | 30 8 * * *
                    every day at quarter to ten                | 45 9 * * *
                    at 20 past 8 every day                     | 20 8 * * *
                    every day at 15 past 8                     | 15 8 * * *
                    at 15 before 9 every day                   | 45 8 * * *
                    every day at 5 to 9                        | 55 8 * * *
                    every evening at 9                         | 0 21 * * *
                    every Sunday night at 10                   | 0 22 * * 0
                    at 9 in the evening every day              | 0 21 * * *
                    every day except Sunday                    | 0 8 * * 1-6
                    every day except Sunday at 9am             | 0 9 * * 1-6
                    every day excluding weekends               | 0 8 * * 1-5
                    every day but not on Mondays               | 0 8 * * 0,2-6
                    every weekday except Friday at 7           | 0 7 * * 1-4
                    every day except in August                 | 0 8 * 1-7,9-12 *
                    at 9am Monday to Friday                    | 0 9 * * 1-5
                    Mon–Fri at 9                               | 0 9 * * 1-5
                    twice a day at 9am and 5pm                 | 0 9,17 * * *
                    twice an hour                              | */30 * * * *
                    hourly at :15                              | 15 * * * *
                    hourly between 9 and 5                     | 0 9-17 * * *
                    every hour from 22 to 6                    | 0 22-23,0-6 * * *
                    every 15 minutes on weekdays               | */15 * * * 1-5
                    weekly on Fridays at 4pm                   | 0 16 * * 5
                    daily in December at 9am                   | 0 9 * 12 *
                    every January 5 at 9am                     | 0 9 5 1 *
                    on March 3rd every year                    | 0 8 3 3 *
                    on the 1st, 10th and 20th of each month    | 0 8 1,10,20 * *
                    on the 15th at 9am                         | 0 9 15 * *
                    quarterly on the 15th at 7pm               | 0 19 15 1,4,7,10 *
                    quarterly on the last day                  | 0 8 L 3,6,9,12 *
                    """)
    void readsTimes(String words, String cron) throws Exception {
        // When
        Understanding understood = understand(REPORT + words + ".");

        // Then
        assertThat(needs(understood)).extracting(RecurringNeed::cron).containsExactly(cron);
        assertThat(understood.ambiguities()).noneMatch(text -> text.contains("\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    at 5pm New York time every day              | 0 17 * * * | America/New_York
                    every day at 17:00 in Berlin                | 0 17 * * * | Europe/Berlin
                    EVERY DAY AT 5 PM IN BERLIN                 | 0 17 * * * | Europe/Berlin
                    every day at 9am pacific time               | 0 9 * * *  | America/Los_Angeles
                    every day at 9am PT                         | 0 9 * * *  | America/Los_Angeles
                    every day at 9am cet                        | 0 9 * * *  | Europe/Paris
                    every day at 9am UTC+2                      | 0 9 * * *  | Etc/GMT-2
                    every day at 9am in San Francisco           | 0 9 * * *  | America/Los_Angeles
                    every Friday at 6pm America/Los_Angeles     | 0 18 * * 5 | America/Los_Angeles
                    every day except Sunday at 17:00 in Tokyo   | 0 17 * * 1-6 | Asia/Tokyo
                    every day at 5pm Pacific                    | 0 17 * * * | America/Los_Angeles
                    at midnight Pacific every day               | 0 0 * * *  | America/Los_Angeles
                    every day at 5pm Eastern                    | 0 17 * * * | America/New_York
                    every day at 5pm Berlin                     | 0 17 * * * | Europe/Berlin
                    every day at 5pm Paris                      | 0 17 * * * | Europe/Paris
                    every day at 5pm local to Denver            | 0 17 * * * | America/Denver
                    at 5pm +0530 every day                      | 0 17 * * * | Asia/Kolkata
                    every day at 5pm UTC+5:30                   | 0 17 * * * | Asia/Kolkata
                    every day at 5pm GMT+3:30                   | 0 17 * * * | Asia/Tehran
                    every day at 5pm UTC-9:30                   | 0 17 * * * | Pacific/Marquesas
                    """)
    void readsTheTimeZoneOfATime(String words, String cron, String zone) throws Exception {
        // When
        Understanding understood = understand(REPORT + words + ".");

        // Then
        assertThat(needs(understood)).singleElement().satisfies(need -> {
            assertThat(need.cron()).isEqualTo(cron);
            assertThat(need.timeZone()).isEqualTo(zone);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    every 30 seconds                         | * * * * *      | every 30 seconds
                    every second                             | * * * * *      | every second
                    on the 31st of each month                | 0 8 31 * *     | February, April, June, September, November
                    on the 30th of each month                | 0 8 30 * *     | February
                    on April 31 every year                   | 0 8 L 4 *      | a day that does not exist
                    every year on February 29                | 0 8 29 2 *     | February in most years
                    every 45 minutes                         | */45 * * * *   | every 45 minutes
                    every few hours                          | 0 */3 * * *    | every few hours
                    every other day                          | 0 8 */2 * *    | every other day
                    every third day                          | 0 8 */3 * *    | every third day
                    biweekly                                 | 0 8 1,15 * *   | biweekly
                    every two weeks on Friday at 5pm         | 0 17 1,15 * *  | days of the week
                    monthly on Friday                        | 0 8 1 * *      | days of the week
                    on the first Monday of each month        | 0 8 1 * *      | first Monday
                    three times a week                       | 0 8 * * 1,3,5  | three times a week
                    every day at 5 o'clock                   | 0 5 * * *      | 5 pm
                    every day at 5-ish                       | 0 5 * * *      | 5 pm
                    every day at quarter to six              | 45 5 * * *     | 5:45 pm
                    every day at 25:00                       | 0 8 * * *      | 25:00
                    every day at 13 am                       | 0 8 * * *      | 13 am
                    every day at 24:00                       | 0 8 * * *      | 24:00
                    every day at 9am local time              | 0 9 * * *      | local time
                    at 9:00 in Springfield Mon-Fri           | 0 9 * * 1-5    | in Springfield
                    every day at 9:00 in Springfield         | 0 9 * * *      | in Springfield
                    every day except holidays                | 0 8 * * *      | except holidays
                    every day except Sunday mornings         | 0 8 * * *      | except Sunday mornings
                    every day starting next Monday           | 0 8 * * *      | starting next Monday
                    every day at 9 until December            | 0 9 * * *      | until December
                    every hour during business hours         | 0 * * * *      | during business hours
                    every day after closing                  | 0 8 * * *      | after closing
                    every day from 9am to 5pm                | 0 9 * * *      | leaves open when
                    every 15 minutes between 9 and 17        | */15 9-16 * * * | to 16:59
                    every morning at 5 pm                    | 0 17 * * *     | not in the morning
                    at 5pm                                   | 0 17 * * *     | does not say on which days
                    tomorrow at 9am                          | 0 9 * * *      | tomorrow
                    next Monday at 9am                       | 0 9 * * 1      | next
                    at 10 to 5 every day                     | 50 4 * * *     | 4:50 pm
                    at 10 before 5 every day                 | 50 4 * * *     | 4:50 pm
                    10 before 5 every day                    | 0 8 * * *      | 10 before 5
                    every day at 9 to 17                     | 0 9 * * *      | to 17
                    every day at 5pm UTC-3:30                | 0 17 * * *     | UTC-3
                    every day at 5pm -0330                   | 0 17 * * *     | 0330
                    every day at 5pm Berlin customers        | 0 17 * * *     | Berlin customers
                    every Monday Eastern                     | 0 8 * * 1      | Eastern
                    every day at 5pm easter                  | 0 17 * * *     | easter
                    every day at 5pm but only in winter      | 0 17 * * *     | but only in winter
                    every day at 5pm starting in 2027        | 0 17 * * *     | starting in 2027
                    every day at 5pm beginning 2027          | 0 17 * * *     | beginning 2027
                    every day at 5pm from 2027               | 0 17 * * *     | from 2027
                    every day at 5pm since 2026              | 0 17 * * *     | since 2026
                    every day at 5pm this year               | 0 17 * * *     | this year
                    every day at 5pm starting March 2027     | 0 17 * * *     | starting March 2027
                    on odd days at 7am                       | 0 7 * * *      | on odd days
                    on even days at 7am                      | 0 7 * * *      | on even days
                    on weeknights at 9                       | 0 9 * * *      | on weeknights
                    every payday at 9                        | 0 9 * * *      | every payday
                    3x per week at 8am                       | 0 8 * * 1,3,5  | 3x per week
                    5x a day                                 | 0 */4 * * *    | 5x a day
                    every leap year on March 1 at 8 am       | 0 8 1 3 *      | every leap year
                    every day at 5pm if it is raining        | 0 17 * * *     | if it is raining
                    every day at 5pm if the shop is open     | 0 17 * * *     | if the shop is open
                    every day of Ramadan at 5pm              | 0 17 * * *     | of Ramadan
                    every day at 5pm in the last quarter     | 0 17 * * *     | in the last quarter
                    every day at 5pm unless closed           | 0 17 * * *     | unless closed
                    tonight at 9                             | 0 21 * * *     | tonight
                    every day at 5pm EST during summer and 6pm otherwise | 0 17 * * *     | during summer and 6pm otherwise
                    every day at 5pm to managers during summer | 0 17 * * *     | during summer
                    """)
    void namesWhatTheCronDoesNotExpress(String words, String cron, String named) throws Exception {
        // When
        Understanding understood = understand(REPORT + words + ".");

        // Then
        assertThat(needs(understood)).extracting(RecurringNeed::cron).containsExactly(cron);
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains(named));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "every alternate day",
                "on alternate days",
                "every weeknight",
                "on weeknights",
                "on school days",
                "on the penultimate day of the month",
                "on the second-to-last day of each month",
                "on the last but one day of the month",
                "at 9",
            })
    void namesATimeOfWhichItMakesNoSchedule(String words) throws Exception {
        // When
        Understanding understood = understand(REPORT + words + ".");

        // Then
        assertThat(needs(understood)).isEmpty();
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains("\"" + words + "\""));
    }

    @Test
    void namesTheDaysOfASecondClause() throws Exception {
        // When
        Understanding understood =
                understand("Back up the data every night at 2am Eastern and email customers on odd days.");

        // Then
        assertThat(needs(understood)).singleElement().satisfies(need -> {
            assertThat(need.cron()).isEqualTo("0 2 * * *");
            assertThat(need.timeZone()).isEqualTo("America/New_York");
        });
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains("on odd days"));
    }

    @Test
    void saysThatItReadNoMoreTimesThanItMay() throws Exception {
        String many = "Report orders every Monday at 9. ".repeat(41);

        assertThat(understand(many).ambiguities()).contains("Only the first 40 times of the request were read.");
        assertThat(understand(many.substring(many.indexOf(". ") + 2)).ambiguities())
                .noneMatch(text -> text.contains("Only the first"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    every day at 9:15 and 17:40                    | 15 9 * * *   | 40 17 * * *
                    every Monday at 9 and every Friday at 17:00    | 0 9 * * 1    | 0 17 * * 5
                    on weekdays at 9 and on Saturdays at 10        | 0 9 * * 1-5  | 0 10 * * 6
                    """)
    void makesTwoSchedulesOfWhatOneCronCannotSay(String words, String first, String second) throws Exception {
        // When
        Built built = Built.create(REPORT + words + ".");

        // Then
        assertThat(built.agent().schedules())
                .filteredOn(schedule -> schedule.action().equals("reportOrders"))
                .extracting(Schedule::cron)
                .containsExactly(first, second);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Every day, the system should report orders at 5pm.",
                "At 5pm, report orders every day.",
                "Report all orders at 5pm, every day.",
            })
    void joinsATimeOfDayWithTheDaysThatStandApart(String request) throws Exception {
        // When
        Understanding understood = understand(request);

        // Then
        assertThat(needs(understood)).extracting(RecurringNeed::cron).containsExactly("0 17 * * *");
        assertThat(understood.ambiguities()).noneMatch(text -> text.contains("\""));
    }

    @Test
    void checksADistanceFromADateAtTheTimeThatIsNamed() throws Exception {
        // When
        Understanding understood =
                understand("Each order has a due date. Remind customers two days before the due date at 9am.");

        // Then
        assertThat(needs(understood)).extracting(RecurringNeed::cron).containsExactly("0 9 * * *");
    }

    @Test
    void keepsTheTimeZonesOfTwoSentencesApart() throws Exception {
        // When
        Understanding understood =
                understand("Report orders every day at 9am in Tokyo. Report customers every day at 5pm New York time.");

        // Then
        assertThat(needs(understood))
                .extracting(RecurringNeed::timeZone)
                .containsExactly("Asia/Tokyo", "America/New_York");
    }

    @Test
    void endsASentenceAfterTheDotsOfAMeridiem() throws Exception {
        // When
        Understanding understood = understand("Report orders every day at 5 p.m. Archive customers nightly.");

        // Then
        assertThat(needs(understood)).extracting(RecurringNeed::cron).containsExactly("0 17 * * *", "0 2 * * *");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Track books with a price of 12.50 and a rate of 3.15.",
                "Report orders every Monday at 9 for the last week.",
                "Post orders every day at 9 in Slack.",
                "Track offices. Each office is on the 2nd floor and has a monthly rent.",
                "Report orders every day by email.",
                "Report orders every Monday at 9 to the owner of the shop.",
                "Report orders every Monday at 9 to Miriam and Jo.",
                "Report orders every Monday at 9 that are overdue.",
                "Report orders every Monday at 9 filtered by status.",
                "Report orders every Monday at 9, please.",
                "Report orders every Monday at 9 in English.",
                "Report orders every Monday at 9 in German.",
                "Report orders every Monday at 9 in PDF format.",
                "Report orders every Monday at exactly 9am.",
                "Email me a report every Monday at 9am of overdue orders.",
                "Every Monday at 9 the system should email customers a summary.",
                "Send every Monday at 9 a report to managers.",
                "Send a weekly blurb to customers.",
                "Calculate wages every month from shifts and overtime, then email them to managers.",
            })
    void namesNothingOfWordsThatAreNotAboutTime(String request) throws Exception {
        assertThat(understand(request).ambiguities()).noneMatch(text -> text.contains("\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    In winter, report orders every day at 5pm              | In winter
                    From 2027, report orders every day at 5pm              | From 2027
                    Starting in March, report orders every day at 5pm      | Starting in March
                    Only on odd days, report orders at 5pm                 | on odd days
                    If it is raining, report orders every day at 5pm       | If it is raining
                    Unless it is a holiday, report orders daily            | Unless it is a holiday
                    Xyzzy every day at 5pm, report orders                  | Xyzzy
                    Every Xyzzy day at 5pm, report orders                  | every Xyzzy day
                    Remind customers two working days before the due date  | before the due date
                    """)
    void namesWhatLimitsAWholeSentence(String request, String named) throws Exception {
        assertThat(understand(request).ambiguities()).anyMatch(text -> text.contains(named));
    }

    private static Understanding understand(String request) throws Exception {
        return Understander.understand(request, null);
    }

    private static List<RecurringNeed> needs(Understanding understood) {
        return understood.recurringNeeds().stream()
                .filter(need -> need.source() == Origin.REQUEST)
                .toList();
    }
}
