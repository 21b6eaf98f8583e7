package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.understanding.Understander;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places that lie in more than one time zone, because others have the same name or because they are large. */
class NamesakesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    We are in Portland. Report orders daily at 9am.             | Portland
                    Report orders daily at 9am Portland time.                   | Portland
                    Report orders daily at 9am in Newcastle.                    | Newcastle
                    Our shop is in Richmond. Report orders daily at 9am.        | Richmond
                    Our office is in Washington. Report orders daily at 9am.    | Washington
                    Track orders for a shop in Birmingham. Report orders daily at 9am. | Birmingham
                    Report orders daily at 9am in St Petersburg.                | St Petersburg
                    We are in Norfolk. Report orders daily at 9am.              | Norfolk
                    Report orders daily at 9am Brazil time.                     | Brazil
                    I run a cafe in Cambridge. Report orders daily at 9am.      | Cambridge
                    We are in Davis. Report orders daily at 9am.                | Davis
                    """)
    void namesAPlaceThatLiesInSeveralTimeZones(String request, String place) throws Exception {
        assertThat(understand(request).ambiguities()).anyMatch(text -> text.contains(place) && text.contains("\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    We are in Portland, Maine. Report orders daily at 9am.      | America/New_York
                    We are in Portland, Oregon. Report orders daily at 9am.     | America/Los_Angeles
                    Report orders daily at 9am in Newcastle, Australia.         | Australia/Sydney
                    Report orders daily at 9am in Paris, Texas.                 | America/Chicago
                    Report orders at 9am in London, Ontario every day.          | America/Toronto
                    Our shop is in Birmingham, Alabama. Report orders daily at 9am. | America/Chicago
                    Our shop is in Springfield, Illinois. Report orders daily at 9am. | America/Chicago
                    Report orders daily at 9am in Springfield, Illinois.        | America/Chicago
                    Our office is in York. Report orders daily at 9am.          | Europe/London
                    We are in Berlin. Report orders daily at 9am.               | Europe/Berlin
                    Report orders daily at 9am in London.                       | Europe/London
                    """)
    void takesTheTimeZoneOfAPlaceThatIsClear(String request, String zone) throws Exception {
        Understanding understood = understand(request);

        assertThat(needs(understood)).extracting(RecurringNeed::timeZone).containsExactly(zone);
        assertThat(understood.ambiguities()).noneMatch(text -> text.contains("\""));
    }

    private static Understanding understand(String request) throws Exception {
        return Understander.understand(request, null);
    }

    private static List<RecurringNeed> needs(Understanding understood) {
        return understood.recurringNeeds().stream()
                .filter(need -> need.source() == Origin.REQUEST)
                .toList();
    }
}
