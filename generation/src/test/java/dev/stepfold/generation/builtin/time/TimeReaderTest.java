package dev.stepfold.generation.builtin.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeReaderTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    every Monday at 9                    | 0 9 * * 1
                    Mon-Fri at 9                         | 0 9 * * 1-5
                    from Friday to Monday at 9           | 0 9 * * 0,1,5,6
                    every mon and wed at 7:30             | 30 7 * * 1,3
                    daily at 9am and 5pm                 | 0 9,17 * * *
                    on the 1st and 15th of each month    | 0 8 1,15 * *
                    twice a day                          | 0 8,18 * * *
                    three times a day                    | 0 8,13,18 * * *
                    every half hour                      | */30 * * * *
                    every quarter of an hour             | */15 * * * *
                    every morning and evening            | 0 8,18 * * *
                    hourly between 9 and 17              | 0 9-17 * * *
                    on business days at 9                | 0 9 * * 1-5
                    every working day at 8               | 0 8 * * 1-5
                    on workdays at 7am                   | 0 7 * * 1-5
                    at 7am on weekdays                   | 0 7 * * 1-5
                    every year on January 31             | 0 8 31 1 *
                    every Sunday night                   | 0 22 * * 0
                    at midnight                          | 0 0 * * *
                    the last Friday of each month        | 0 8 L * *
                    every other Friday                   | 0 8 1,15 * *
                    bi-weekly                            | 0 8 1,15 * *
                    every Monday and Thursday at 6:30pm  | 30 18 * * 1,4
                    on Fridays at 17:45                  | 45 17 * * 5
                    every weekday at 7am                 | 0 7 * * 1-5
                    at noon every day                    | 0 12 * * *
                    daily at midnight                    | 0 0 * * *
                    nightly                              | 0 2 * * *
                    hourly                               | 0 * * * *
                    weekly                               | 0 8 * * 1
                    weekly on Friday                     | 0 8 * * 5
                    every evening                        | 0 18 * * *
                    every Sunday evening                 | 0 18 * * 0
                    twice a day                          | 0 8,18 * * *
                    every 15 minutes                     | */15 * * * *
                    every two hours                      | 0 */2 * * *
                    every other day                      | 0 8 */2 * *
                    monthly on the 15th                  | 0 8 15 * *
                    on the 1st of every month            | 0 8 1 * *
                    at the end of each month             | 0 18 L * *
                    end of month at 23:30                | 30 23 L * *
                    on the last day of the month         | 0 18 L * *
                    at the end of the quarter            | 0 18 L 3,6,9,12 *
                    every quarter                        | 0 8 1 1,4,7,10 *
                    yearly                               | 0 8 1 1 *
                    every January                        | 0 8 1 1 *
                    """)
    void readsRhythms(String words, String cron) {
        assertThat(read(words)).singleElement().satisfies(time -> {
            assertThat(time.when()).isInstanceOf(When.Rhythm.class);
            assertThat(((When.Rhythm) time.when()).cron()).isEqualTo(cron);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    three days before the due date | 3  | DAY    | true
                    24 hours before                | 24 | HOUR   | true
                    half an hour before            | 30 | MINUTE | true
                    a week in advance              | 1  | WEEK   | true
                    10 minutes after               | 10 | MINUTE | false
                    older than 90 days             | 90 | DAY    | false
                    after two months               | 2  | MONTH  | false
                    """)
    void readsDistances(String words, int amount, When.Unit unit, boolean before) {
        assertThat(read(words)).singleElement().satisfies(time -> {
            When.Offset offset = (When.Offset) time.when();
            assertThat(offset.amount()).isEqualTo(amount);
            assertThat(offset.unit()).isEqualTo(unit);
            assertThat(offset.before()).isEqualTo(before);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"every 90 minutes", "every 7 minutes", "every two weeks", "every 3 days"})
    void saysWhereCronIsOnlyNear(String words) {
        assertThat(((When.Rhythm) read(words).getFirst().when()).exact()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a daily rate", "every invoice", "each task", "an end date", "two days of work", "room 9"})
    void findsNoTimeWhereThereIsNone(String words) {
        assertThat(read(words)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "every day at 9 New York time, America/New_York",
        "nightly (Asia/Tokyo), Asia/Tokyo",
        "at 8 CET, Europe/Paris",
        "London time, Europe/London"
    })
    void findsTimeZones(String words, String zone) {
        assertThat(TimeZones.named(words)).contains(zone);
    }

    @Test
    void findsNoTimeZoneInOrdinaryWords() {
        assertThat(TimeZones.named("spend some time on pst and last/next")).isEmpty();
    }

    private static List<TimePhrase> read(String words) {
        return TimeReader.read(Arrays.asList(words.split(" ")));
    }
}
