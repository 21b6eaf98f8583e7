package dev.stepfold.agentexport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.agentexport.ClockRule.Repeated;
import dev.stepfold.agentexport.ClockRule.Skipped;
import dev.stepfold.schemas.agent.Recurrence;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A schedule fires at the same times wherever it is taken: what Stepfold reads, the recurrence, and every export, each by a
 * library of its dialect, over two years and every change of the clocks in them.
 */
class FiresTheSameTest {
    private static final ClockRule LIB_RECUR = new ClockRule(Skipped.LATER, Repeated.SECOND);
    private static final ClockRule SPRING = new ClockRule(Skipped.LEFT_OUT, Repeated.BOTH);
    private static final ClockRule QUARTZ = new ClockRule(Skipped.LEFT_OUT, Repeated.SECOND);

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "UTC"})
    void asTheRecurrence(String zone) {
        Comparison comparison = Comparison.with(LIB_RECUR, zone);
        for (String cron : Crons.all()) {
            comparison.add(cron, Recurrence.of(Crons.read(cron)).rules(), Libraries::recur);
        }
        comparison.assertNothingDiffers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "UTC"})
    void asACrontab(String zone) {
        Comparison comparison = Comparison.withoutChanges(zone);
        for (String cron : Crons.all()) {
            comparison.add(
                    cron,
                    WrittenJob.ofCrontab(Crons.written(ExportFormat.CRON, cron, zone)),
                    (job, _, window) -> job.firings(window));
        }
        comparison.assertNothingDiffers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "UTC"})
    void asCronJobsOfKubernetes(String zone) {
        Comparison comparison = Comparison.withoutChanges(zone);
        for (String cron : Crons.all()) {
            comparison.add(
                    cron,
                    WrittenJob.ofManifests(Crons.written(ExportFormat.KUBERNETES, cron, zone)),
                    (job, _, window) -> job.firings(window));
        }
        comparison.assertNothingDiffers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "UTC"})
    void asJobsOfPgCron(String zone) {
        Comparison comparison = Comparison.withoutChanges(zone);
        for (String cron : Crons.all()) {
            comparison.add(
                    cron,
                    WrittenJob.ofPgCron(Crons.written(ExportFormat.PG_CRON, cron, zone)),
                    (job, _, window) -> job.firings(window));
        }
        comparison.assertNothingDiffers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "UTC"})
    void asExpressionsOfSpring(String zone) {
        Comparison comparison = Comparison.with(SPRING, zone);
        int unsayable = 0;
        for (String cron : Crons.all()) {
            try {
                comparison.add(cron, SpringCron.expressions(Crons.read(cron)), Libraries::spring);
            } catch (UnsayableException _) {
                unsayable++;
            }
        }
        comparison.assertNothingDiffers();
        assertThat(unsayable).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "UTC"})
    void asAnExpressionOfQuartz(String zone) {
        Comparison comparison = Comparison.with(QUARTZ, zone);
        int unsayable = 0;
        for (String cron : Crons.all()) {
            try {
                comparison.add(cron, List.of(QuartzCron.expression(Crons.read(cron))), Libraries::quartz);
            } catch (UnsayableException _) {
                unsayable++;
            }
        }
        comparison.assertNothingDiffers();
        assertThat(unsayable).isEqualTo(11);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0 | 03:30+02:00             | 02:30+01:00
            FREQ=HOURLY;BYMINUTE=30;BYSECOND=0         | 01:30+01:00 03:30+02:00 | 01:30+02:00 02:30+01:00 03:30+01:00
            """)
    void theRecurrenceWhenTheClocksChange(String rule, String skipped, String repeated) {
        ClockChange.assertFirings(rule, skipped, repeated, Libraries::recur);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            30 2 * * * | ''                      | 02:30+02:00
            30 * * * * | 01:30+01:00 03:30+02:00 | 01:30+02:00 02:30+02:00 02:30+01:00 03:30+01:00
            """)
    void cronUtilsWhenTheClocksChange(String cron, String skipped, String repeated) {
        ClockChange.assertFirings(cron, skipped, repeated, Libraries::unix);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 30 2 * * * | ''                      | 02:30+02:00 02:30+01:00
            0 30 * * * * | 01:30+01:00 03:30+02:00 | 01:30+02:00 02:30+02:00 02:30+01:00 03:30+01:00
            """)
    void springWhenTheClocksChange(String cron, String skipped, String repeated) {
        ClockChange.assertFirings(cron, skipped, repeated, Libraries::spring);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 30 2 * * ? | ''                      | 02:30+01:00
            0 30 * * * ? | 01:30+01:00 03:30+02:00 | 01:30+02:00 02:30+01:00 03:30+01:00
            """)
    void quartzWhenTheClocksChange(String cron, String skipped, String repeated) {
        ClockChange.assertFirings(cron, skipped, repeated, Libraries::quartz);
    }
}
