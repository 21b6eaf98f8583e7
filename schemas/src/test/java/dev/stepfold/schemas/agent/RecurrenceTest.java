package dev.stepfold.schemas.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The recurrence rules that cron expressions mean. */
class RecurrenceTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 9 * * *        | FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0
            30 8,17 * * 1-5  | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8,17;BYMINUTE=30;BYSECOND=0
            0 9 * * 7        | FREQ=WEEKLY;BYDAY=SU;BYHOUR=9;BYMINUTE=0;BYSECOND=0
            0 9 1,15 * *     | FREQ=MONTHLY;BYMONTHDAY=1,15;BYHOUR=9;BYMINUTE=0;BYSECOND=0
            0 9 L * *        | FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=9;BYMINUTE=0;BYSECOND=0
            0 9 L 3,6 *      | FREQ=MONTHLY;BYMONTH=3,6;BYMONTHDAY=-1;BYHOUR=9;BYMINUTE=0;BYSECOND=0
            0 9 3 MAR *      | FREQ=MONTHLY;BYMONTH=3;BYMONTHDAY=3;BYHOUR=9;BYMINUTE=0;BYSECOND=0
            */20 * * * *     | FREQ=HOURLY;BYMINUTE=0,20,40;BYSECOND=0
            */30 * * * 6,0   | FREQ=HOURLY;BYDAY=SU,SA;BYMINUTE=0,30;BYSECOND=0
            * * * * *        | FREQ=MINUTELY;BYSECOND=0
            0 9 1-31 * 1     | FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0
            0 9 1 * 0-6      | FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0
            """)
    void areOneRuleForMostExpressions(String cron, String rule) {
        assertThat(Schedule.of("s", cron, "UTC", "a", "").recurrence()).isEqualTo(new Recurrence(List.of(rule)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 9 2-31 * 1 | BYMONTHDAY=2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31 | BYMONTHDAY=1
            0 9 L * 1    | BYMONTHDAY=-1 | BYMONTHDAY=-31,-30,-29,-28,-27,-26,-25,-24,-23,-22,-21,-20,-19,-18,-17,-16,-15,-14,-13,-12,-11,-10,-9,-8,-7,-6,-5,-4,-3,-2
            """)
    void areTwoThatNoTimeFitsForADayOfTheMonthOrOfTheWeek(String cron, String inMonth, String notInMonth) {
        assertThat(Schedule.of("s", cron, "UTC", "a", "").recurrence())
                .isEqualTo(new Recurrence(List.of(
                        "FREQ=MONTHLY;" + inMonth + ";BYHOUR=9;BYMINUTE=0;BYSECOND=0",
                        "FREQ=MONTHLY;" + notInMonth + ";BYDAY=MO;BYHOUR=9;BYMINUTE=0;BYSECOND=0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 8 30 2 *", "0 8 31W * *", "daily"})
    void areNoneForAnExpressionThatMeansNothing(String cron) {
        assertThat(Schedule.of("s", cron, "UTC", "a", "").recurrence()).isNull();
    }

    @Test
    void isNotWrittenWhereAnAgentHasNone() throws JsonProcessingException {
        String before =
                "{\"name\":\"s\",\"cron\":\"0 8 * * *\",\"timeZone\":\"UTC\",\"action\":\"a\",\"purpose\":\"\"}";

        Schedule read = ContractMapper.mapper().readValue(before, Schedule.class);

        assertThat(read.recurrence()).isNull();
        assertThat(ContractMapper.mapper().writeValueAsString(read)).isEqualTo(before);
    }
}
