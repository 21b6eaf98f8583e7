package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.understanding.Understander;
import dev.stepfold.schemas.agent.Schedule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
