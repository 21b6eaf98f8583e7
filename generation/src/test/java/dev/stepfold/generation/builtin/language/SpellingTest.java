package dev.stepfold.generation.builtin.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    dayly at 9am               | daily at 9am
                    dialy at 9am               | daily at 9am
                    evry monday                | every monday
                    Evrey day                  | Every day
                    every wendsday at 5        | every wednesday at 5
                    on Wensday                 | on Wednesday
                    TUSDAY AT NOON             | TUESDAY AT NOON
                    on thrusdays               | on thursdays
                    every mornig               | every morning
                    montly and quaterly        | monthly and quarterly
                    in Febuary                 | in February
                    ever monday                | every monday
                    weakly report              | weekly report
                    every other wekend         | every other weekend
                    """)
    void mendsWordsAboutTime(String written, String meant) {
        // When
        Spelling spelling = Spelling.of(written);

        // Then
        assertThat(spelling.text()).isEqualTo(meant);
        assertThat(spelling.notes()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Track mourners, moorings and minutiae",
                "Ask Mr Mundey or Avril in Augusta",
                "The hottest day ever was a payday, a workday or a someday",
                "Email evert@fridey.example about mondey.txt and dayly-report",
                "Sort quarts, hourglasses, months and quartets",
                "Marches, marchers, weekenders and Februus",
                "everyone, everything and evenly"
            })
    void leavesOtherWords(String written) {
        // When
        Spelling spelling = Spelling.of(written);

        // Then
        assertThat(spelling).isEqualTo(new Spelling(written, java.util.List.of()));
    }

    @Test
    void saysWhatItTookForWhatOnce() {
        assertThat(Spelling.of("Report sales dayly, and orders dayly.").notes())
                .containsExactly("\"dayly\" was read as \"daily\".");
    }
}
