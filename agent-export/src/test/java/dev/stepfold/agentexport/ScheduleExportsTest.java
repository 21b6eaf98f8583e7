package dev.stepfold.agentexport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.agent.Schedule;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the exports of schedules say, and what they say of what they cannot. */
class ScheduleExportsTest {
    private static final Schedule DAILY =
            Schedule.of("remindDaily", "30 2 * * 1-7", "Europe/Berlin", "remindMembers", "Reminds members.");
    private static final Schedule LAST =
            Schedule.of("closeMonthly", "0 9 L * *", "Europe/Berlin", "closeMonth", "Closes the month.");
    private static final Schedule ELSEWHERE =
            Schedule.of("reportOften", "*/15 9-17 * * 1-5", "UTC", "reportSales", "Reports\nsales.");
    private static final LocalDate DAY = LocalDate.of(2027, 2, 28);

    @Test
    void aCrontabHasALineForEachScheduleAndSaysWhatOtherDialectsWrite() {
        assertThat(Crons.written(ExportFormat.CRON, List.of(DAILY, LAST, ELSEWHERE)))
                .isEqualTo("""
                # Tasks: crontab
                # RUN_ACTION is a program of yours, which is called with the name of an action.
                # cronie reads CRON_TZ. The cron of Debian and Ubuntu does not, and fires at these times in the time zone of the machine, which therefore has to be the same.
                RUN_ACTION=/usr/local/bin/run-action

                # remindDaily: Reminds members.
                # FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0
                # Spring: 0 30 2 * * *
                # Quartz: 0 30 2 * * ?
                # When the clocks are put forward, there may be no 02:30: cron runs it right after the change.
                # When the clocks are put back, 02:30 may come twice: cron runs it once.
                CRON_TZ=Europe/Berlin
                30 2 * * * "$RUN_ACTION" remindMembers

                # closeMonthly: Closes the month.
                # FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=9;BYMINUTE=0;BYSECOND=0
                # Spring: 0 0 9 L * *
                # Quartz: 0 0 9 L * ?
                0 9 31 1,3,5,7,8,10,12 * "$RUN_ACTION" closeMonth
                0 9 30 4,6,9,11 * "$RUN_ACTION" closeMonth
                0 9 29 2 * "$RUN_ACTION" closeMonth
                0 9 28 2 * case `TZ=Europe/Berlin date +\\%Y-\\%u` in *[02468][048]-*|*[13579][26]-*) ;; *) "$RUN_ACTION" closeMonth ;; esac

                # reportOften: Reports sales.
                # FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9,10,11,12,13,14,15,16,17;BYMINUTE=0,15,30,45;BYSECOND=0
                # Spring: 0 */15 9-17 * * 1-5
                # Quartz: 0 */15 9-17 ? * MON-FRI
                CRON_TZ=UTC
                */15 9-17 * * 1-5 "$RUN_ACTION" reportSales
                """);
    }

    @Test
    void kubernetesHasAManifestForEachLine() {
        assertThat(Crons.written(ExportFormat.KUBERNETES, List.of(DAILY))).isEqualTo("""
                # Tasks: CronJobs for Kubernetes 1.27 and later
                # Put your image in the place of agent:latest. Its program run-action is called with the name of an action.
                ---
                # remindDaily: Reminds members.
                # FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0
                # When the clocks are put forward, there may be no 02:30: Kubernetes leaves the run out.
                # When the clocks are put back, 02:30 may come twice: Kubernetes runs it both times.
                apiVersion: batch/v1
                kind: CronJob
                metadata:
                  name: remind-daily
                spec:
                  schedule: "30 2 * * *"
                  timeZone: "Europe/Berlin"
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: OnFailure
                          containers:
                            - name: action
                              image: agent:latest
                              command: ["run-action", "remindMembers"]
                """);
        assertThat(WrittenJob.ofManifests(Crons.written(ExportFormat.KUBERNETES, List.of(LAST, LAST, ELSEWHERE))))
                .extracting(WrittenJob::name)
                .containsExactly(
                        "close-monthly",
                        "close-monthly-2",
                        "close-monthly-3",
                        "close-monthly-4",
                        "close-monthly-5",
                        "close-monthly-6",
                        "close-monthly-7",
                        "close-monthly-8",
                        "report-often");
    }

    @Test
    void pgCronHasTheSchedulesOfOneTimeZoneAndChecksIt() {
        assertThat(Crons.written(ExportFormat.PG_CRON, List.of(ELSEWHERE, DAILY, LAST)))
                .isEqualTo("""
                -- Tasks: jobs of pg_cron
                -- run_action(text) is a function of yours, which is called with the name of an action.
                BEGIN;
                DO $$
                BEGIN
                  IF coalesce(current_setting('cron.timezone', true), 'GMT') NOT IN ('Europe/Berlin') THEN
                    RAISE EXCEPTION 'cron.timezone has to be Europe/Berlin for these schedules';
                  END IF;
                END
                $$;

                -- reportOften: Reports sales.
                -- Not written: pg_cron has one time zone for a server, here Europe/Berlin. It calls reportSales at */15 9-17 * * 1-5 in UTC.

                -- remindDaily: Reminds members.
                -- FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0
                -- When the clocks are put forward, there may be no 02:30: pg_cron leaves the run out.
                -- When the clocks are put back, 02:30 may come twice: pg_cron runs it both times.
                SELECT cron.schedule('remindDaily', '30 2 * * *', 'SELECT run_action(''remindMembers'')');

                -- closeMonthly: Closes the month.
                -- FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=9;BYMINUTE=0;BYSECOND=0
                SELECT cron.schedule('closeMonthly', '0 9 31 1,3,5,7,8,10,12 *', 'SELECT run_action(''closeMonth'')');
                SELECT cron.schedule('closeMonthly-2', '0 9 30 4,6,9,11 *', 'SELECT run_action(''closeMonth'')');
                SELECT cron.schedule('closeMonthly-3', '0 9 29 2 *', 'SELECT run_action(''closeMonth'')');
                SELECT cron.schedule('closeMonthly-4', '0 9 28 2 *', 'SELECT run_action(''closeMonth'') WHERE extract(year FROM now() AT TIME ZONE ''Europe/Berlin'')::int % 4 <> 0');

                COMMIT;
                """);
    }

    @ParameterizedTest
    @EnumSource(
            value = ExportFormat.class,
            names = {"CRON", "KUBERNETES", "PG_CRON"})
    void whatCannotBeSaidIsAComment(ExportFormat format) {
        List<Schedule> schedules = List.of(
                Schedule.of("a", "0 8 30 2 *", "UTC", "act", ""),
                Schedule.of("b", "0 8 15W * *", "UTC", "act", ""),
                Schedule.of("c", "0 8 * * *", "Mars/Olympus", "act", ""),
                Schedule.of("d", "0 8 * * *", "UTC", "act\nnow", ""));

        assertThat(Crons.written(format, schedules))
                .contains("0 8 30 2 * never fires", "0 8 15W * * is not a cron expression of five fields")
                .contains("Mars/Olympus is not an IANA time zone", "has control characters");
        assertThat(jobs(format, schedules)).isEmpty();
        assertThat(format.write(Crons.agent(List.of()))).isInstanceOf(Export.NotExpressible.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sendIt",
                "it's",
                "100 % \"sure\"",
                "$(exit 1)`exit 1`$HOME $$ $$$ $(x)",
                "a; exit 1 # b",
                "back\\slash\\n",
                "-- */ {{x}} &amp; *",
                "' ; DROP TABLE jobs; --"
            })
    void theNameOfAnActionIsNothingButAnArgument(String action) {
        Schedule schedule = Schedule.of(action, "0 9 L * *", "UTC", action, action);

        for (ExportFormat format : List.of(ExportFormat.CRON, ExportFormat.KUBERNETES)) {
            assertThat(jobs(format, List.of(schedule)))
                    .hasSize(4)
                    .allSatisfy(
                            job -> assertThat(Guards.output(job.command(), DAY)).isEqualTo("action:" + action));
        }
        assertThat(jobs(ExportFormat.PG_CRON, List.of(schedule)))
                .hasSize(4)
                .allSatisfy(job -> assertThat(job.command().getFirst())
                        .startsWith("SELECT run_action('" + action.replace("'", "''") + "')"));
    }

    @Test
    void theNameOfAnActionMayBeOfAnyScript() {
        String action = "\u00fcber \u2028\ud83d\ude00 \u202e";
        List<Schedule> schedules = List.of(Schedule.of("s", "0 9 * * *", "UTC", action, ""));

        assertThat(jobs(ExportFormat.CRON, schedules).getFirst().command())
                .last()
                .asString()
                .endsWith("'" + action + "'");
        assertThat(jobs(ExportFormat.KUBERNETES, schedules).getFirst().command())
                .endsWith(action);
        assertThat(jobs(ExportFormat.PG_CRON, schedules).getFirst().command())
                .containsExactly("SELECT run_action('" + action + "')");
    }

    @Test
    void aPurposeNeverLeavesItsComment() {
        String purpose = "One.\n* * * * * rm\r\n---\u2028kind: Pod\n'; DROP TABLE x; --";
        Schedule schedule = Schedule.of("s", "0 9 * * *", "UTC", "act", purpose);

        for (ExportFormat format : List.of(ExportFormat.CRON, ExportFormat.KUBERNETES, ExportFormat.PG_CRON)) {
            assertThat(jobs(format, List.of(schedule))).hasSize(1);
            assertThat(Crons.written(format, List.of(schedule)).lines().filter(line -> line.contains("One.")))
                    .singleElement()
                    .asString()
                    .contains("DROP TABLE");
        }
    }

    private static List<WrittenJob> jobs(ExportFormat format, List<Schedule> schedules) {
        String text = Crons.written(format, schedules);
        return switch (format) {
            case CRON -> WrittenJob.ofCrontab(text);
            case KUBERNETES -> WrittenJob.ofManifests(text);
            case PG_CRON -> WrittenJob.ofPgCron(text);
            case JSON, SQL, MIGRATION, PRISMA, OPENAPI, MCP, JSON_SCHEMA, MERMAID, MARKDOWN ->
                throw new IllegalArgumentException(format.wireName());
        };
    }
}
