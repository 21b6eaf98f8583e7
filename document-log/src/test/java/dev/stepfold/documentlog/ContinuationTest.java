package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What continues a log, by the chain. Events are told apart by a letter; a copy has another sequence. */
class ContinuationTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc-1");
    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<EncodedEvent> LOG = from(List.of(), 0, "ab");

    /** Events behind others, one for each letter; the first has this sequence. */
    private static List<EncodedEvent> from(List<EncodedEvent> before, long sequence, String letters) {
        ChainHash head = ChainHash.START;
        for (EncodedEvent event : before) {
            head = event.hashAfter(head);
        }
        List<RecordedEvent> events = new ArrayList<>();
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            events.add(new RecordedEvent(
                    DOCUMENT,
                    new RunId("run-1"),
                    sequence + i,
                    BEGUN.plusSeconds(letter),
                    new AgentRun.Cancelled(new CommandId("command-" + letter))));
        }
        return EncodedEvent.linked(head, events);
    }

    private static List<EncodedEvent> together(List<EncodedEvent> first, List<EncodedEvent> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    @Test
    void aLogIsContinuedByWhatNamesItsHead() {
        List<EncodedEvent> behind = from(LOG, 2, "cd");

        assertThat(Continuation.of(LOG, together(LOG, behind))).isEqualTo(behind);
    }

    @Test
    void eventsThatNameAnotherHeadDoNotContinueIt() {
        List<EncodedEvent> elsewhere = from(from(List.of(), 0, "xy"), 2, "cd");

        assertThat(Continuation.of(LOG, elsewhere)).isEmpty();
    }

    @Test
    void ofTwoWaysTheOneThatWasWrittenLastCounts() {
        List<EncodedEvent> abandoned = from(LOG, 2, "cde");
        List<EncodedEvent> later = from(LOG, 2, "xy");

        assertThat(Continuation.of(LOG, together(abandoned, later))).isEqualTo(later);
    }

    @Test
    void ofAWayAndCopiesOfItsBeginningTheLongerCounts() {
        List<EncodedEvent> whole = from(LOG, 2, "cdef");
        List<EncodedEvent> copiesThatLostTheirEnd = from(LOG, 3, "cd");

        assertThat(Continuation.of(LOG, together(whole, copiesThatLostTheirEnd)))
                .isEqualTo(whole);
    }

    @Test
    void ofAWayAndCopiesThatWentOnTheCopiesCount() {
        List<EncodedEvent> cutShort = from(LOG, 2, "cd");
        List<EncodedEvent> copiesThatWentOn = from(LOG, 3, "cdef");

        assertThat(Continuation.of(LOG, together(cutShort, copiesThatWentOn))).isEqualTo(copiesThatWentOn);
        assertThat(Continuation.of(LOG, together(copiesThatWentOn, cutShort))).isEqualTo(copiesThatWentOn);
    }

    @Test
    void copiesThatWentAnotherWayCountEvenIfTheyAreFewer() {
        List<EncodedEvent> abandoned = from(LOG, 2, "cdef");
        List<EncodedEvent> copiesThatWentAnotherWay = from(LOG, 3, "cdx");

        assertThat(Continuation.of(LOG, together(abandoned, copiesThatWentAnotherWay)))
                .isEqualTo(copiesThatWentAnotherWay);
    }

    @Test
    void aLogThatEndsWithCopiesIsContinuedBehindTheirOriginals() {
        List<EncodedEvent> behind = from(LOG, 2, "cdef");
        List<EncodedEvent> interrupted = together(LOG, from(LOG, 3, "cd"));

        assertThat(Continuation.of(interrupted, behind)).isEqualTo(behind.subList(2, 4));
    }

    @Test
    void aLogThatIsLongerThanWhatWasKeptIsNotContinued() {
        List<EncodedEvent> behind = from(LOG, 2, "cd");

        List<EncodedEvent> whole = together(LOG, behind);

        assertThat(Continuation.of(together(whole, from(whole, 4, "e")), behind))
                .isEmpty();
    }
}
