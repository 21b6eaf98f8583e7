package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.understanding.Understander;
import dev.stepfold.schemas.agent.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How changes say that something is to happen at another time. */
class MovedSchedulesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Move the weekly project summary to 5 pm            | 0 17 * * 1  | UTC
                    Move the weekly project summary to Fridays at 4 PM | 0 16 * * 5  | UTC
                    Move the weekly project summary to 17:00 in Berlin | 0 17 * * 1  | Europe/Berlin
                    """)
    void movesAScheduleAsSaid(String request, String cron, String zone) throws Exception {
        // Given
        Built tasks = Corpus.built(Requests.TASKS);
        Schedule before = tasks.agent().schedules().stream()
                .filter(schedule -> schedule.cron().equals("0 8 * * 1"))
                .findFirst()
                .orElseThrow();

        // When
        Built changed = Built.change(tasks.agent(), request);

        // Then
        assertThat(changed.scheduleOf(before.action()).cron()).isEqualTo(cron);
        assertThat(changed.scheduleOf(before.action()).timeZone()).isEqualTo(zone);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Move the weekly project summary to 5 pm in winter                                    | in winter
                    Move the weekly project summary to odd days at 5 pm                                  | odd days
                    Move the weekly project summary to sabbath daily at noon                             | sabbath
                    Send the weekly project summary on Fridays at 4pm in winter instead of Mondays       | in winter
                    """)
    void namesWhatAMovedScheduleDoesNotExpress(String request, String named) throws Exception {
        // When
        Understanding understood =
                Understander.understand(request, Corpus.built(Requests.TASKS).agent());

        // Then
        assertThat(understood.edits()).isNotEmpty();
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains(named));
    }

    private static final String ORDERS = "Track orders with a status. Report orders every Monday at 9am Eastern.";
    private static final String TWO_REPORTS = ORDERS + " Report late shipments every weekday at 7am.";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Change the order report to Fridays                         | 0 9 * * 5   | America/New_York
                    Report orders on Fridays instead of Mondays                | 0 9 * * 5   | America/New_York
                    Move the order report from Monday to Tuesday               | 0 9 * * 2   | America/New_York
                    Move the order report to Tuesday                           | 0 9 * * 2   | America/New_York
                    Move the order report to weekdays                          | 0 9 * * 1-5 | America/New_York
                    Make the order report daily                                | 0 9 * * *   | America/New_York
                    Move the order report to the end of the day                | 0 18 * * 1  | America/New_York
                    Move the order report one hour later                       | 0 10 * * 1  | America/New_York
                    Move the order report 30 minutes earlier                   | 30 8 * * 1  | America/New_York
                    Change the order report to Pacific time                    | 0 9 * * 1   | America/Los_Angeles
                    Change the time zone of the order report to Pacific        | 0 9 * * 1   | America/Los_Angeles
                    Move the order report to 6                                 | 0 6 * * 1   | America/New_York
                    Move the order report from 8 to 9                          | 0 9 * * 1   | America/New_York
                    Move the order report to noon                              | 0 12 * * 1  | America/New_York
                    Change the order report to Fridays at 5pm Pacific          | 0 17 * * 5  | America/Los_Angeles
                    Move the order report to the last day of the month         | 0 9 L * *   | America/New_York
                    Switch the order report to 6pm                             | 0 18 * * 1  | America/New_York
                    Send the order report an hour earlier                      | 0 8 * * 1   | America/New_York
                    Send the order report two hours later                      | 0 11 * * 1  | America/New_York
                    Report orders an hour earlier                              | 0 8 * * 1   | America/New_York
                    Delay the order report by an hour                          | 0 10 * * 1  | America/New_York
                    Push the order report back two hours                       | 0 11 * * 1  | America/New_York
                    Everything should run an hour later                        | 0 10 * * 1  | America/New_York
                    The order report should go out at 6pm                      | 0 18 * * 1  | America/New_York
                    The order report should be sent on Fridays                 | 0 9 * * 5   | America/New_York
                    I want the order report at 6pm                             | 0 18 * * 1  | America/New_York
                    Send the order report Fridays                              | 0 9 * * 5   | America/New_York
                    Instead of Mondays, send the order report on Fridays       | 0 9 * * 5   | America/New_York
                    Add a note to orders and send the order report at 6pm      | 0 18 * * 1  | America/New_York
                    Use Berlin time for the order report                       | 0 9 * * 1   | Europe/Berlin
                    Use Berlin time from now on                                | 0 9 * * 1   | Europe/Berlin
                    Switch everything to Berlin time                           | 0 9 * * 1   | Europe/Berlin
                    Change the time zone to Berlin                             | 0 9 * * 1   | Europe/Berlin
                    """)
    void keepsWhatTheChangeOfAScheduleDoesNotName(String request, String cron, String zone) throws Exception {
        // Given
        Built orders = Built.create(ORDERS);

        // When
        Built changed = Built.change(orders.agent(), request);

        // Then
        assertThat(changed.agent().schedules())
                .hasSameSizeAs(orders.agent().schedules())
                .filteredOn(schedule -> schedule.action().equals("reportOrders"))
                .singleElement()
                .satisfies(schedule -> {
                    assertThat(schedule.cron()).isEqualTo(cron);
                    assertThat(schedule.timeZone()).isEqualTo(zone);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Add a note to orders. Could you move the report from 8 to 9             | from 8 to 9
                    Add a note to orders. Move the report to 6pm                            | 6pm
                    Add a note to orders. Move the order report two days later              | two days later
                    Add a note to orders. Move the order report two days before the meeting | two days before
                    Add a note to orders. The order report should not run in August         | in August
                    Add a note to orders. Stop the order report on Fridays                  | on Fridays
                    Add a note to orders. Move everything to 9am                            | everything to 9am
                    Add a note to orders. Use Eastern time from now on                      | Eastern
                    """)
    void namesAMoveThatItCannotMakeAndAddsNoRun(String request, String named) throws Exception {
        // Given
        Built orders = Built.create(TWO_REPORTS);

        // When
        Built changed = Built.change(orders.agent(), request);

        // Then
        assertThat(changed.agent().schedules()).isEqualTo(orders.agent().schedules());
        assertThat(changed.understanding().ambiguities()).anyMatch(text -> text.contains(named));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Make the sales report weekly                  | 0 9 * * 1  | Europe/Berlin
                    Move the sales report to 6pm                  | 0 18 1 * * | Europe/Berlin
                    Use New York time for the sales report        | 0 9 1 * *  | America/New_York
                    """)
    void findsAScheduleByAWordThatIsOnlyPlural(String request, String cron, String zone) throws Exception {
        // Given
        Built sales = Built.create("Track sales. Send a monthly sales report at 9am Berlin time.");

        // When
        Built changed = Built.change(sales.agent(), request);

        // Then
        assertThat(changed.scheduleOf("reportSales").cron()).isEqualTo(cron);
        assertThat(changed.scheduleOf("reportSales").timeZone()).isEqualTo(zone);
    }

    @Test
    void movesTheOnlyScheduleOfItsKind() throws Exception {
        // Given
        Built tasks = Built.create("Track tasks with a due date. Remind assignees every Monday at 8.");

        // When
        Built changed = Built.change(tasks.agent(), "Change the reminder from 8 to 9");

        // Then
        assertThat(changed.agent().schedules()).hasSameSizeAs(tasks.agent().schedules());
        assertThat(changed.scheduleOf("remindAssigneesAboutTasks").cron()).isEqualTo("0 9 * * 1");
    }

    @Test
    void saysWhichMoveItCannotMake() throws Exception {
        // Given
        Built orders = Built.create(TWO_REPORTS);

        // When
        assertThatThrownBy(() -> Built.change(orders.agent(), "Move the report to 6pm"))

                // Then
                .hasMessageContaining("Move the report to 6pm");
    }

    @Test
    void addsARunInTheTimeZoneOfTheAgent() throws Exception {
        // Given
        Built orders = Built.create(ORDERS);

        // When
        Built changed = Built.change(orders.agent(), "Also report orders on Fridays at 5pm");

        // Then
        assertThat(changed.agent().schedules())
                .filteredOn(schedule -> schedule.action().equals("reportOrders"))
                .extracting(schedule -> schedule.cron() + " " + schedule.timeZone())
                .containsExactly("0 9 * * 1 America/New_York", "0 17 * * 5 America/New_York");
    }

    @Test
    void readsTheRestOfASentenceAfterAMove() throws Exception {
        // Given
        Built orders = Built.create(ORDERS);

        // When
        Built changed = Built.change(orders.agent(), "Move the order report to Tuesday and archive orders every night");

        // Then
        assertThat(changed.scheduleOf("reportOrders").cron()).isEqualTo("0 9 * * 2");
        assertThat(changed.scheduleOf("archiveOrders").cron()).isEqualTo("0 2 * * *");
    }

    private static final String PATIENTS =
            "Manage patients and appointments for a clinic. Remind patients every weekday at"
                    + " 7am. Archive appointments on the 1st of each month at 2am.";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Remind patients at 6 pm                     | 0 18 * * 1-5  | UTC
                    Remind patients on Saturdays                | 0 7 * * 6     | UTC
                    Remind patients every Friday at 5pm         | 0 17 * * 5    | UTC
                    Please remind patients daily                | 0 7 * * *     | UTC
                    Remind patients at 7am Berlin time          | 0 7 * * 1-5   | Europe/Berlin
                    Remind patients in Berlin time              | 0 7 * * 1-5   | Europe/Berlin
                    Remind patients on weekdays only at 9am     | 0 9 * * 1-5   | UTC
                    Reminders should go out at 7:30             | 30 7 * * 1-5  | UTC
                    """)
    void movesWhatTheAgentDoesAlreadyAndSaysSo(String request, String cron, String zone) throws Exception {
        // Given
        Built patients = Built.create(PATIENTS);

        // When
        Built changed = Built.change(patients.agent(), request);

        // Then
        assertThat(changed.agent().schedules()).hasSameSizeAs(patients.agent().schedules());
        Schedule moved = changed.scheduleOf("remindPatientsAboutAppointments");
        assertThat(moved.cron() + " " + moved.timeZone()).isEqualTo(cron + " " + zone);
        boolean asks = !request.contains("should") && !request.contains("in Berlin");
        assertThat(changed.understanding().ambiguities().stream().anyMatch(text -> text.contains("also")))
                .isEqualTo(asks);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Also remind patients on Saturdays           | 0 7 * * 6
                    Remind patients on Saturdays too            | 0 7 * * 6
                    Remind patients at 6pm on Sundays as well   | 0 18 * * 0
                    Remind doctors every weekday at 6am         | 0 6 * * 1-5
                    """)
    void addsARunThatIsAFurtherOne(String request, String cron) throws Exception {
        // Given
        Built patients = Built.create(PATIENTS);

        // When
        Built changed = Built.change(patients.agent(), request);

        // Then
        assertThat(changed.agent().schedules())
                .containsAll(patients.agent().schedules())
                .hasSize(patients.agent().schedules().size() + 1)
                .extracting(Schedule::cron)
                .contains(cron);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Add a note to patients, remind patients at 6 pm and archive appointments weekly",
                "Add a note to patients and remind patients at 6 pm, and count appointments every night"
            })
    void movesOneOfSeveralWishesOnce(String request) throws Exception {
        // Given
        Built patients = Built.create(PATIENTS);

        // When
        Built changed = Built.change(patients.agent(), request);

        // Then
        assertThat(changed.agent().schedules())
                .filteredOn(schedule -> schedule.action().startsWith("remindPatients"))
                .extracting(Schedule::cron)
                .containsExactly("0 18 * * 1-5");
        assertThat(changed.agent().models())
                .filteredOn(model -> model.name().equals("Patient"))
                .flatExtracting(model -> model.fields())
                .extracting(field -> field.name())
                .anyMatch(name -> name.startsWith("note"));
    }

    @Test
    void namesAPlaceThatNotAllSchedulesAreIn() throws Exception {
        // Given
        Built both = Built.change(Built.create(PATIENTS).agent(), "Remind patients in Chicago time");

        // When
        Built changed = Built.change(both.agent(), "We moved to Chicago. Add a note to patients.");

        // Then
        assertThat(changed.agent().schedules()).extracting(Schedule::timeZone).contains("UTC", "America/Chicago");
        assertThat(changed.understanding().ambiguities()).anyMatch(text -> text.contains("moved to Chicago"));
    }

    @Test
    void movesNoneOfTwoRunsOfOneAction() throws Exception {
        // Given
        Built twice = Built.change(Built.create(PATIENTS).agent(), "Also remind patients on Saturdays");

        // When
        Built changed = Built.change(twice.agent(), "Add a note to patients. Remind patients at 6pm");

        // Then
        assertThat(changed.agent().schedules()).isEqualTo(twice.agent().schedules());
        assertThat(changed.understanding().ambiguities()).anyMatch(text -> text.contains("Remind patients at 6pm"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Add a note to patients. We moved to Chicago             | moved to Chicago
                    Add a note to patients. We're in New York               | in New York
                    Add a note to patients. Our clinic is in Portland       | in Portland
                    Add a note to patients. Our clinic is now in Springfield | in Springfield
                    Add a note to patients. Remind patients sooner          | sooner
                    Add a note to patients. Move the reminder to after lunch | after lunch
                    Add a note to patients. Rent is now due on the 3rd      | on the 3rd
                    """)
    void namesWhatMovesNoSchedule(String request, String named) throws Exception {
        // Given
        Built patients = Built.create(PATIENTS);

        // When
        Built changed = Built.change(patients.agent(), request);

        // Then
        assertThat(changed.agent().schedules()).isEqualTo(patients.agent().schedules());
        assertThat(changed.understanding().ambiguities()).anyMatch(text -> text.contains(named));
    }

    @Test
    void saysWhichTimesARefusedChangeNames() throws Exception {
        // Given
        Built patients = Built.create(PATIENTS);

        // When
        assertThatThrownBy(() -> Built.change(patients.agent(), "Don't remind patients on holidays"))

                // Then
                .hasMessageContaining("holidays");
    }
}
