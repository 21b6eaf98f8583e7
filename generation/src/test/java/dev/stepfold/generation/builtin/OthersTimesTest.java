package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.understanding.Understander;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that the agent cannot keep by itself: those of others, those that count from something without a date, and places of others. */
class OthersTimesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Track classes and members. Members cancel until noon.                              | noon
                    Track classes and members. Members can cancel up to 2 hours before the class.      | 2 hours before
                    Track classes and members. Members may book at most until 8 pm.                    | 8 pm
                    Track orders. Orders close at 10:30.                                               | 10:30
                    Track auctions and bids. Auctions end at 8pm on Sundays.                           | 8pm
                    Track tickets. Tickets can be cancelled until 24 hours before departure.           | 24 hours before
                    Track camps and scouts. Registration opens on 1 March at 8:00.                     | 1 March
                    Track payments. Students pay by the 5th.                                           | by the 5th
                    """)
    void namesTimesThatOthersKeep(String request, String named) throws Exception {
        // When
        Understanding understood = Understander.understand(request, null);

        // Then
        assertThat(understood.recurringNeeds()).noneMatch(need -> need.source() == Origin.REQUEST);
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains(named));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Track pupils and absences. Email parents the day before a test.                     | the day before a test
                    Track plants. Water them two days before the full moon.                             | two days before the full moon
                    Track orders with a due date. Remind customers a week before the annual fair.       | a week before the annual fair
                    """)
    void namesADistanceFromSomethingWithoutADate(String request, String named) throws Exception {
        // When
        Understanding understood = Understander.understand(request, null);

        // Then
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains(named));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Track orders with a due date. Remind customers a week before the due date.",
                "Track orders with a due date. Remind customers a week before.",
                "Track appointments and patients. Remind patients the day before their appointment.",
                "Track contracts. Warn the owner 60 days before a contract ends.",
                "Track tests and pupils. Tests have a date. Email pupils two days before a test."
            })
    void countsFromADateThatIsThere(String request) throws Exception {
        assertThat(Understander.understand(request, null).ambiguities()).noneMatch(text -> text.contains("before"));
    }

    @Test
    void readsAMisspeltTimeAndSaysSo() throws Exception {
        // When
        Understanding understood = Understander.understand("Report sales dayly at 9am.", null);

        // Then
        assertThat(understood.recurringNeeds()).extracting(RecurringNeed::cron).contains("0 9 * * *");
        assertThat(understood.ambiguities()).contains("\"dayly\" was read as \"daily\".");
    }

    @Test
    void namesThePlaceOfAShopThatMayBeSomebodyElses() throws Exception {
        // When
        Understanding understood =
                Understander.understand("Track orders for a shop in Chicago. Report orders daily at 9am.", null);

        // Then
        assertThat(understood.recurringNeeds())
                .extracting(RecurringNeed::timeZone)
                .containsOnly("America/Chicago");
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains("\"for a shop in Chicago\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "An app for a bakery in Chicago. Report orders daily at 9am.",
                "Build an order tracker for a shop in Chicago. Report orders daily at 9am.",
                "I track orders for my shop in Chicago. Report orders daily at 9am.",
                "We need a system for our shop in Chicago. Report orders daily at 9am."
            })
    void takesThePlaceOfTheWritersOwnShop(String request) throws Exception {
        // When
        Understanding understood = Understander.understand(request, null);

        // Then
        assertThat(understood.recurringNeeds())
                .extracting(RecurringNeed::timeZone)
                .containsOnly("America/Chicago");
        assertThat(understood.ambiguities()).noneMatch(text -> text.contains("Chicago"));
    }
}
