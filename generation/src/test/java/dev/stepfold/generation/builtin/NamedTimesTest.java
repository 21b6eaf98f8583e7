package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.understanding.Understander;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Phrases about time that no cron can follow: they are named, whether or not a time stands beside them. */
class NamedTimesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "once in a while",
                "every once in a while",
                "now and then",
                "every now and again",
                "from time to time",
                "every so often",
                "at times",
                "again and again",
                "on and off",
                "at regular intervals",
                "on a regular basis",
                "in due course",
                "in good time",
                "on time",
                "sooner or later",
                "at some point",
                "before long",
                "later",
                "soon",
                "shortly",
                "eventually",
                "sometimes",
                "rarely",
                "often",
                "as soon as possible",
                "as often as possible",
                "a couple of times a week",
                "several times a day",
                "a few times per month",
                "24/7",
                "around the clock",
                "throughout the week",
                "first thing",
                "most mornings",
                "some Fridays",
                "within an hour",
                "within two working days",
                "the next morning",
                "the same evening",
                "at 5pm, even on Fridays",
                "at 5pm, Fridays too",
            })
    void namesHowOftenOrHowSoonNobodyCanSay(String words) throws Exception {
        assertThat(understand("Track customers and orders. Email customers " + words + ".")
                        .ambiguities())
                .anyMatch(text -> quotes(text, words) || quotes(text, words.replaceFirst(".*, ", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "before the first shift",
                "after the last appointment",
                "after hours",
                "out of hours",
                "after school",
                "during the lunch break",
                "during opening hours",
                "at closing time",
                "at the close of trading",
                "at kickoff",
                "at lunch",
                "at bedtime",
                "at Easter",
                "over Christmas",
                "at the end of each shift",
                "at the start of the season",
                "in the run-up to the sale",
                "ahead of the audit",
                "prior to the meeting",
                "in time for the meeting",
                "on arrival",
                "upon delivery",
                "at short notice",
                "with a delay",
                "with two hours notice",
                "as the shop opens",
                "while the shop is open",
                "when the shop opens",
                "when I get to work",
                "until they answer",
                "until the order is paid",
            })
    void namesATimeThatIsBoundToAnEvent(String words) throws Exception {
        assertThat(understand("Track customers and orders. Email customers " + words + ".")
                        .ambiguities())
                .anyMatch(text -> quotes(text, words));
        Understanding daily = understand("Track customers and orders. Email customers daily at 9am " + words + ".");
        assertThat(needs(daily)).extracting(RecurringNeed::cron).containsExactly("0 9 * * *");
        assertThat(daily.ambiguities()).anyMatch(text -> quotes(text, words));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Alert the manager hourly when an order is late        | when an order is late
                    If an order is late, email the manager every morning  | If an order is late
                    Email the manager at 9am daily if an order is late    | if an order is late
                    Email customers daily at 9am on request               | on request
                    """)
    void namesAConditionThatTheScheduleDoesNotKnow(String request, String named) throws Exception {
        Understanding understood = understand(request + ".");

        assertThat(needs(understood)).hasSize(1);
        assertThat(understood.ambiguities()).anyMatch(text -> quotes(text, named));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Track products that expire soon.",
                "Track orders and report orders that were delivered on time every Monday at 9am.",
                "Track how often customers order.",
                "Customers can save recipes for later.",
                "Notify the customer when a repair is ready.",
                "Notify the customer immediately when an order ships.",
                "Track absences during exams.",
                "Patients fill in a form before the visit.",
                "Track shifts, breaks and opening hours.",
                "Reorder products when stock is low.",
                "Email the shift plan to the night shift every Sunday at 6pm.",
                "Remind drivers daily at 9am to fuel up and check the oil.",
                "Report orders every Monday at 9am with notes about delays.",
                "Report orders every Monday at 9am with the opening balance.",
                "Email the team every Friday at 4pm about the coming week's shifts.",
            })
    void namesNothingThatIsSaidOfThingsAndNotOfTheDeed(String request) throws Exception {
        assertThat(understand(request).ambiguities()).noneMatch(text -> text.contains("\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Rehearsals are on Thursdays at 7pm                    | on Thursdays at 7pm
                    Lessons are daily at 9am                              | daily at 9am
                    Rent is now due on the 3rd                            | on the 3rd
                    Clean up old rehearsals at regular intervals          | at regular intervals
                    We close for lunch from 12 to 2                       | from 12 to 2
                    """)
    void makesNoScheduleOfWhenSomethingIsSo(String sentence, String named) throws Exception {
        Understanding understood = understand("Track rehearsals, lessons and rents. " + sentence + ".");

        assertThat(needs(understood)).isEmpty();
        assertThat(understood.ambiguities()).anyMatch(text -> quotes(text, named));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"usually daily", "up to three times a day", "almost every day", "daily or so", "maybe daily"})
    void namesWhatMakesATimeUnsure(String words) throws Exception {
        Understanding understood = understand("Track orders. Report orders " + words + ".");

        assertThat(needs(understood)).hasSize(1);
        assertThat(understood.ambiguities()).anyMatch(text -> text.contains("\""));
    }

    private static boolean quotes(String text, String words) {
        return text.contains("\"") && text.contains(words);
    }

    private static Understanding understand(String request) throws Exception {
        return Understander.understand(request, null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Every day roughly at half past eight, report orders.   | 30 8 * * *
                    Report orders every Monday at roughly 5pm.             | 0 17 * * 1
                    Report orders daily around 9 am.                       | 0 9 * * *
                    """)
    void takesAnApproximateTimeForThatTime(String request, String cron) throws Exception {
        Understanding understood = understand(request);

        assertThat(understood.recurringNeeds()).anyMatch(need -> need.cron().equals(cron));
        assertThat(understood.ambiguities()).noneMatch(text -> text.contains("roughly") || text.contains("around"));
    }

    @Test
    void namesAnApproximationOfNothing() throws Exception {
        assertThat(understand("Report orders daily at 9 am, roughly.").ambiguities())
                .anyMatch(text -> text.contains("roughly"));
    }

    private static List<RecurringNeed> needs(Understanding understood) {
        return understood.recurringNeeds().stream()
                .filter(need -> need.source() == Origin.REQUEST)
                .toList();
    }
}
