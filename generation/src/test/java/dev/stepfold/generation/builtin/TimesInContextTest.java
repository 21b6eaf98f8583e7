package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.understanding.Understander;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the words and sentences around a time make of it: exclusions, dates to count from, time zones, single dates. */
class TimesInContextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Skip weekends                       | 0 9 * * 1-5
                    Exclude weekends                    | 0 9 * * 1-5
                    Except on Sundays                   | 0 9 * * 1-6
                    Never on Sundays                    | 0 9 * * 1-6
                    Nothing on Sundays                  | 0 9 * * 1-6
                    Don't report on Sundays             | 0 9 * * 1-6
                    Do not report orders on weekends    | 0 9 * * 1-5
                    Weekends are excluded               | 0 9 * * 1-5
                    Sundays are excluded                | 0 9 * * 1-6
                    Sundays off                         | 0 9 * * 1-6
                    Closed on Sundays                   | 0 9 * * 1-6
                    Weekends too                        | 0 9 * * *
                    """)
    void leavesOutTheDaysThatTheNextSentenceExcludes(String exclusion, String cron) throws Exception {
        // When
        Understanding understood = understand("Report orders daily at 9am. " + exclusion + ".");

        // Then
        assertThat(needs(understood)).extracting(RecurringNeed::cron).containsExactly(cron);
        assertThat(understood.ambiguities()).noneMatch(text -> text.contains("\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    No emails on weekends                               | on weekends
                    Skip it on the first Monday of the month            | first Monday
                    We do not want emails on Sundays                    | on Sundays
                    Reports should not be sent on Fridays               | on Fridays
                    Don't email customers on Sundays                    | on Sundays
                    Skip the report in August                           | August
                    """)
    void namesAnExclusionThatItDoesNotFollow(String exclusion, String named) throws Exception {
        // When
        Understanding understood = understand("Report orders daily at 9am. " + exclusion + ".");

        // Then
        assertThat(needs(understood)).extracting(RecurringNeed::cron).containsExactly("0 9 * * *");
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains(named));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Email customers who have not paid every Monday at 9am.",
                "Email customers without orders every Monday at 9am.",
                "If an order is not paid, email the customer every Monday at 9am.",
            })
    void keepsATimeAfterANegationThatIsAboutSomethingElse(String request) throws Exception {
        assertThat(needs(understand(request))).extracting(RecurringNeed::cron).containsExactly("0 9 * * 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    30 days before the end date, email the owner            | 30 DAY endDate
                    A week before the end date, remind customers            | 1 WEEK endDate
                    Email the owner fourteen days before the end date       | 14 DAY endDate
                    Email the owner twenty-one days before the end date     | 21 DAY endDate
                    Email the owner twenty one days before the end date     | 21 DAY endDate
                    Email the owner forty-five minutes before the end date  | 45 MINUTE endDate
                    Email the owner half a day before the end date          | 12 HOUR endDate
                    Email the owner 1.5 hours before the end date           | 90 MINUTE endDate
                    """)
    void countsADistanceFromTheDateThatIsNamed(String request, String lead) throws Exception {
        // When
        Understanding understood = understand("Track contracts with a start date and an end date. " + request + ".");

        // Then
        assertThat(leads(understood)).containsExactly(lead);
        assertThat(understood.ambiguities()).noneMatch(text -> text.contains("\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    30 and 7 days before the end date          | 30 and 7 days before
                    30 days and 7 days before the end date     | 30 days and 7 days before
                    2-3 days before the end date               | 2-3 days before
                    half a week before the end date            | a week before
                    an hour and a half before the end date     | hour and a half before
                    at least 3 days before the end date        | least 3 days before
                    """)
    void namesADistanceThatItCannotKeep(String words, String named) throws Exception {
        // When
        Understanding understood =
                understand("Track contracts with a start date and an end date. Email the owner " + words + ".");

        // Then
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains(named));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    All times are Eastern                | America/New_York
                    All times Eastern                    | America/New_York
                    All times are in New York            | America/New_York
                    All times are EST                    | America/New_York
                    My time zone is Chicago              | America/Chicago
                    Our timezone is Berlin               | Europe/Berlin
                    Time zone: Pacific                   | America/Los_Angeles
                    Time zone: PST                       | America/Los_Angeles
                    The time zone is PST                 | America/Los_Angeles
                    We are in Berlin                     | Europe/Berlin
                    We're based in Berlin                | Europe/Berlin
                    Our office is in New York            | America/New_York
                    Use New York time                    | America/New_York
                    Use the Europe/Madrid time zone      | Europe/Madrid
                    Everything runs on Pacific time      | America/Los_Angeles
                    I run a shop in Chicago              | America/Chicago
                    I own a cafe in Seattle and track it | America/Los_Angeles
                    We're a bakery in Vancouver          | America/Vancouver
                    Our practice is in Bristol           | Europe/London
                    Our head office sits in Porto        | Europe/Lisbon
                    We are based in Leeds                | Europe/London
                    We're based out of Denver            | America/Denver
                    I have a store in Portland, Maine    | America/New_York
                    Track sales for a restaurant in St. Louis | America/Chicago
                    """)
    void takesTheTimeZoneOfASentenceOfItsOwn(String sentence, String zone) throws Exception {
        assertThat(needs(understand("Report orders every day at 9am. " + sentence + ".")))
                .extracting(RecurringNeed::timeZone)
                .containsExactly(zone);
        assertThat(needs(understand(sentence + ". Report orders every day at 9am.")))
                .extracting(RecurringNeed::timeZone)
                .containsOnly(zone);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Time zone: Springfield",
                "My shop is in Springfield",
                "We run a hotel in Springfield",
                "We sell shoes in Milan",
                "The shop is in Lyon",
            })
    void namesAPlaceWhoseTimeZoneItDoesNotTake(String sentence) throws Exception {
        // When
        Understanding understood = understand(sentence + ". Report orders every day at 9am.");

        // Then
        assertThat(needs(understood)).extracting(RecurringNeed::timeZone).containsOnly("UTC");
        String place = sentence.substring(sentence.lastIndexOf(' ') + 1);
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains(place));
    }

    @Test
    void namesTheSecondPlaceOfASentence() throws Exception {
        assertThat(understand("We operate in Berlin and Tokyo. Report orders daily at 9am.")
                        .ambiguities())
                .anyMatch(text -> text.contains("several time zones"));
    }

    @Test
    void keepsNothingOfASentenceThatOnlyNamesATimeZone() throws Exception {
        assertThat(understand("Track orders and customers. Use the Europe/Madrid time zone.")
                        .entities())
                .noneMatch(entity -> entity.name().contains("Madrid"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Track PT sessions and clients.",
                "Track ET tubes and clients.",
                "Track IST members and clients.",
                "Track CET exams and clients.",
                "Track clients and London time sheets.",
                "Our clients are in Berlin.",
                "Track delivery times in London.",
            })
    void takesNoTimeZoneFromWordsThatAreNotAboutTimes(String sentence) throws Exception {
        assertThat(needs(understand(sentence + " Email clients a summary every day at 9am.")))
                .extracting(RecurringNeed::timeZone)
                .containsExactly("UTC");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    daily at 9am and at 10am on Sundays                        | 0 9 * * *    | 0 10 * * 0
                    every day at 9am and 5pm on Fridays                        | 0 9 * * *    | 0 17 * * 5
                    every weekday at 9am and at 5pm on Fridays                 | 0 9 * * 1-5  | 0 17 * * 5
                    every morning and every evening                            | 0 8 * * *    | 0 18 * * *
                    on the 15th and the last day of the month at 6pm           | 0 18 15 * *  | 0 18 L * *
                    """)
    void keepsTwoTimesApart(String words, String first, String second) throws Exception {
        assertThat(needs(understand("Report orders " + words + ".")))
                .extracting(RecurringNeed::cron)
                .containsExactly(first, second);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    on the twelfth of each month          | 0 8 12 * *
                    on the eleventh of each month         | 0 8 11 * *
                    on the twenty-first of each month     | 0 8 21 * *
                    on the twenty first of each month     | 0 8 21 * *
                    hourly at :05 and :35                 | 5,35 * * * *
                    every hour at :00, :20 and :40        | 0,20,40 * * * *
                    at the weekend                        | 0 8 * * 0,6
                    daily at 9am, Monday to Friday        | 0 9 * * 1-5
                    every weekday at 9am, Monday to Friday | 0 9 * * 1-5
                    """)
    void readsOrdinalsAndMinutes(String words, String cron) throws Exception {
        // When
        Understanding understood = understand("Report orders " + words + ".");

        // Then
        assertThat(needs(understood)).extracting(RecurringNeed::cron).containsExactly(cron);
        assertThat(understood.ambiguities()).noneMatch(text -> text.contains("\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    in the middle of every month                   | middle of every month
                    the following Monday at 9am                    | following
                    just once, on Friday at 5pm                    | once
                    once on Friday at 5pm                          | once
                    next week on Tuesday at 9am                    | next week
                    next month on the 5th                          | next month
                    at close of business daily                     | at close of business
                    late every Friday                              | late
                    in two weeks                                   | in two weeks
                    in 3 hours                                     | in 3 hours
                    mid-month                                      | mid-month
                    semi-monthly                                   | semi-monthly
                    midweek                                        | midweek
                    on Thanksgiving                                | on Thanksgiving
                    on the first and third Friday of each month    | first and third Friday
                    every day at 5pm Eastern/2pm Pacific           | 2pm Pacific
                    """)
    void namesWhatItDoesNotExpress(String words, String named) throws Exception {
        assertThat(understand("Report orders " + words + ".").ambiguities()).anyMatch(text -> text.contains(named));
    }

    @Test
    void makesNoReportOfWhenSomethingIsDue() throws Exception {
        // When
        Understanding understood = understand(
                "Track rent payments and tenants. Rent is due on the 1st of each month. Remind tenants 3 days"
                        + " before the due date.");

        // Then
        assertThat(needs(understood)).extracting(RecurringNeed::verb).containsExactly("remind");
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains("on the 1st of each month"));
    }

    @Test
    void makesOneScheduleOfAMonthlySummaryOnItsDay() throws Exception {
        assertThat(needs(understand("Track expenses. Send me a monthly summary on the last day of the month at 6pm.")))
                .extracting(RecurringNeed::cron)
                .containsExactly("0 18 L * *");
    }

    private static Understanding understand(String request) throws Exception {
        return Understander.understand(request, null);
    }

    private static List<RecurringNeed> needs(Understanding understood) {
        return understood.recurringNeeds().stream()
                .filter(need -> need.source() == Origin.REQUEST)
                .toList();
    }

    private static List<String> leads(Understanding understood) {
        return needs(understood).stream()
                .map(RecurringNeed::lead)
                .filter(Objects::nonNull)
                .map(lead -> lead.amount() + " " + lead.unit() + " " + lead.field())
                .toList();
    }
}
