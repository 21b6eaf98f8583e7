package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.understanding.Understander;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times in the words of people who say more than they need, shorten it, or put it in another order. */
class SpokenVariantsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    daily at 9am, weekends too                          | 0 9 * * *
                    daily at 9am, Saturdays too                         | 0 9 * * *
                    daily at 9am, even on Sundays                       | 0 9 * * *
                    daily at 9am, weekends included                     | 0 9 * * *
                    every day at 9am, including weekends                | 0 9 * * *
                    daily at 9am, holidays too                          | 0 9 * * *
                    every weekday at 9am, Saturdays too                 | 0 9 * * 1-6
                    every weekday at 9am and also on Saturdays          | 0 9 * * 1-6
                    every weekday at 9am, plus Saturdays                | 0 9 * * 1-6
                    every weekday at 9am as well as Saturdays           | 0 9 * * 1-6
                    every day, Saturdays and Sundays included, at 9am   | 0 9 * * *
                    daily at 9am, Sundays off                           | 0 9 * * 1-6
                    daily at 9am, Sundays excluded                      | 0 9 * * 1-6
                    daily at 9am, Sundays closed                        | 0 9 * * 1-6
                    daily at 9am (closed on Sundays)                    | 0 9 * * 1-6
                    daily at 9am, Sundays not included                  | 0 9 * * 1-6
                    seven days a week at 9am                            | 0 9 * * *
                    everyday at 3pm                                     | 0 15 * * *
                    any day but Sunday at 9am                           | 0 9 * * 1-6
                    on all days but Sunday at 9am                       | 0 9 * * 1-6
                    """)
    void readsDaysThatAreSaidInPassing(String words, String cron) throws Exception {
        assertReads(words, cron);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    between Monday and Friday at 9am                    | 0 9 * * 1-5
                    every day between Monday and Friday at 9am          | 0 9 * * 1-5
                    between the 10th and 15th of each month             | 0 8 10-15 * *
                    at 9am between the 10th and 15th                    | 0 9 10-15 * *
                    from the 1st to the 5th of each month at 9am        | 0 9 1-5 * *
                    on the 10th-15th of each month                      | 0 8 10-15 * *
                    on days 1-5 of each month                           | 0 8 1-5 * *
                    on days 1 to 5 of the month                         | 0 8 1-5 * *
                    daily between June and August                       | 0 8 * 6-8 *
                    """)
    void readsBetweenAsARange(String words, String cron) throws Exception {
        assertReads(words, cron);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    on Fri. and Sat. at 9am                             | 0 9 * * 5,6
                    9am Mon. to Fri.                                    | 0 9 * * 1-5
                    on Mon., Wed. and Fri. at 9 a.m.                    | 0 9 * * 1,3,5
                    every Tues. at 9am                                  | 0 9 * * 2
                    on Jan. 5 every year                                | 0 8 5 1 *
                    on Tu and Th at 9am                                 | 0 9 * * 2,4
                    on Sa/Su at 9am                                     | 0 9 * * 0,6
                    at 9am Mo-Fr                                        | 0 9 * * 1-5
                    Mo–Fr at 9am                                        | 0 9 * * 1-5
                    M/W/F at 9am                                        | 0 9 * * 1,3,5
                    TTh at 2pm                                          | 0 14 * * 2,4
                    Mon+Wed at 9am                                      | 0 9 * * 1,3
                    Mon. - Fri., 9 a.m. - 5 p.m., hourly                | 0 9-17 * * 1-5
                    hourly, 9-5, Mon-Fri                                | 0 9-17 * * 1-5
                    """)
    void readsShortNames(String words, String cron) throws Exception {
        assertReads(words, cron);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    7 a.m. U.S. Eastern daily                           | 0 7 * * *  | America/New_York
                    daily at 7 a.m. U.K. time                           | 0 7 * * *  | Europe/London
                    daily at 9am St. Louis time                         | 0 9 * * *  | America/Chicago
                    daily at 19:00Z                                     | 0 19 * * * | UTC
                    daily at 1900Z                                      | 0 19 * * * | UTC
                    daily at 9am São Paulo time                         | 0 9 * * *  | America/Sao_Paulo
                    daily at 9am in São Paulo                           | 0 9 * * *  | America/Sao_Paulo
                    """)
    void readsZonesWithDotsAndAccents(String words, String cron, String zone) throws Exception {
        // When
        Understanding understood = understand("Report orders " + words + ".");

        // Then
        assertThat(needs(understood))
                .extracting(need -> need.cron() + " " + need.timeZone())
                .containsExactly(cron + " " + zone);
        assertThat(understood.ambiguities()).noneMatch(text -> text.contains("\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    daily at 7am, weekends at 8am                       | 0 7 * * 1-5  | 0 8 * * 0,6
                    every day at 7am, Sundays at 10am                   | 0 7 * * 1-6  | 0 10 * * 0
                    at 7am, or 8am on Saturdays                         | 0 7 * * 0-5  | 0 8 * * 6
                    daily at 7am, or 8am on Saturdays                   | 0 7 * * 0-5  | 0 8 * * 6
                    every day at 7am, but 8am on Saturdays              | 0 7 * * 0-5  | 0 8 * * 6
                    at 7am on weekdays and 9 on Sundays                 | 0 7 * * 1-5  | 0 9 * * 0
                    weekdays at 9am or weekends at 11                   | 0 9 * * 1-5  | 0 11 * * 0,6
                    Mon-Fri 9am, Sat 10am                               | 0 9 * * 1-5  | 0 10 * * 6
                    every weekday at 9am, and Saturdays at 10           | 0 9 * * 1-5  | 0 10 * * 6
                    Mondays: 9am, Fridays: 5pm                          | 0 9 * * 1    | 0 17 * * 5
                    every weekday at 9am and on Saturdays               | 0 9 * * 1-5  | 0 9 * * 6
                    every weekday at 9am and 5pm, Saturdays at 10am     | 0 9,17 * * 1-5 | 0 10 * * 6
                    on the first and last day of the month              | 0 8 1 * *    | 0 18 L * *
                    on the 28th or on Monday                            | 0 8 28 * *   | 0 8 * * 1
                    daily at 8am (Sundays: 10am)                        | 0 8 * * 1-6  | 0 10 * * 0
                    weekdays 8am / weekends 10am                        | 0 8 * * 1-5  | 0 10 * * 0,6
                    """)
    void givesDaysTheirOwnTime(String words, String first, String second) throws Exception {
        assertReads(words, first, second);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    every day at 9 in the morning and 3 in the afternoon        | 0 9,15 * * *
                    every day at 8 in the morning and 8 in the evening          | 0 8,20 * * *
                    daily at 6 in the morning, noon and 6 in the evening        | 0 6,12,18 * * *
                    every day at 7 in the morning and 11 at night               | 0 7,23 * * *
                    every Monday morning at 9 and evening at 8                  | 0 9,20 * * 1
                    daily in the morning and in the evening                     | 0 8,18 * * *
                    every weekday: 8am, 1pm                                     | 0 8,13 * * 1-5
                    every morning, noon and night                               | 0 8,12,22 * * *
                    every day at 6 and 18                                       | 0 6,18 * * *
                    daily at 9am CT and 5pm CT                                  | 0 9,17 * * *
                    """)
    void readsSeveralTimesOfADay(String words, String cron) throws Exception {
        assertReads(words, cron);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    at :15 past every hour                              | 15 * * * *
                    at :15 past the hour                                | 15 * * * *
                    at 15 past every hour                               | 15 * * * *
                    at half past each hour                              | 30 * * * *
                    at :05 and :35 past every hour                      | 5,35 * * * *
                    10 minutes past every hour                          | 10 * * * *
                    10 minutes before every hour                        | 50 * * * *
                    at the top of every hour                            | 0 * * * *
                    at the top of the hour                              | 0 * * * *
                    """)
    void readsMinutesBeforeTheirHour(String words, String cron) throws Exception {
        assertReads(words, cron);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    daily at 9am when stock is low                      | when stock is low
                    each day the clinic is open                         | the clinic is open
                    every day that the clinic is open at 9am            | that the clinic is open
                    every day the manager approves at 9am               | the manager approves
                    daily at 9am, start in March                        | start in March
                    daily at 9am, run only in summer                    | run only in summer
                    daily at 9am, run reports only in summer            | in summer
                    daily at 9am, leave out Sundays                     | leave out Sundays
                    daily at 9am, move to 10am in winter                | move to 10am in winter
                    daily at 9am to sundown                             | to sundown
                    daily at 9am with snow                              | with snow
                    daily at 9am in local time                          | in local time
                    daily at 9am, customer time                         | customer time
                    regularly                                           | regularly
                    every am                                            | every am
                    on the 1st of the month that the shop is open       | that the shop is open
                    weekdays at 9am, holidays too                       | holidays too
                    """)
    void namesWhatLimitsATime(String words, String named) throws Exception {
        assertThat(understand("Report orders " + words + ".").ambiguities()).anyMatch(text -> text.contains(named));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    two days before the due date in winter              | in winter
                    two days before the due date on weekdays            | on weekdays
                    two days before the due date and again on the day   | again
                    """)
    void namesWhatStandsAfterADistance(String words, String named) throws Exception {
        // When
        Understanding understood = understand("Track contracts with a due date. Email the owner " + words + ".");

        // Then
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains(named));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Report orders daily at 9am, capped at 10.",
                "Report the top 10 customers daily at 9am.",
                "Post orders on Instagram every day at 9am.",
                "Report orders every Monday at 9am for each region.",
                "Report orders every Monday at 9am including totals.",
                "Report orders every day at 9am, grouped by status.",
                "Report orders every day at 9am. Everything runs on Pacific time.",
                "Track contracts that expire. Email the owner two days before the contract expires.",
            })
    void namesNothingOfWhatIsDone(String request) throws Exception {
        assertThat(understand(request).ambiguities()).noneMatch(text -> text.contains("\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Don't forget to email customers every Monday.",
                "Remember to email customers every Monday.",
                "Make sure to email customers every Monday.",
            })
    void doesWhatIsNotToBeForgotten(String request) throws Exception {
        // When
        Understanding understood = understand("Track customers. " + request);

        // Then
        assertThat(needs(understood))
                .extracting(need -> need.verb() + " " + need.cron())
                .containsExactly("email 0 8 * * 1");
    }

    private static void assertReads(String words, String... crons) throws Exception {
        Understanding understood = understand("Report orders " + words + ".");

        assertThat(needs(understood)).extracting(RecurringNeed::cron).containsExactly(crons);
        assertThat(understood.ambiguities()).noneMatch(text -> text.contains("\""));
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
