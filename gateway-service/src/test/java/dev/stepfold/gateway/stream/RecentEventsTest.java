package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.stepfold.gateway.stream.RecentEvents.Mark;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the ring of recent events covers. */
final class RecentEventsTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final Mark NONE = new Mark(DocumentState.SEQUENCE_NONE, null);
    private static final long ROOMY = 1_000_000;

    private final RecentEvents recent = new RecentEvents(ROOMY);

    @Test
    void coversAnUnbrokenStretchToTheLastEvent() {
        add(4, 10);

        assertThat(after(4)).containsExactly(5L, 6L, 7L, 8L, 9L);
        assertThat(after(9)).isEmpty();
        assertThat(isCovered(9)).isTrue();
        assertThat(isCovered(3)).isFalse();
        assertThat(isCovered(10)).isFalse();
    }

    @Test
    void coversAReaderThatKnowsNothingOnlyFromTheFirstEventOn() {
        add(0, 3);
        assertThat(recent.read(DOCUMENT, NONE, 0, 10).orElseThrow().events()).hasSize(3);

        recent.clear();
        add(1, 3);
        assertThat(recent.read(DOCUMENT, NONE, 0, 10)).isEmpty();
        assertThat(recent.read(DOCUMENT, NONE, 1, 10)).isEmpty();
    }

    @Test
    void givesAtMostAsManyAsAskedForAndSaysWhetherMoreAreKnown() {
        add(0, 10);

        RecentEvents.Slice some = recent.read(DOCUMENT, mark(0), 1, 5).orElseThrow();
        RecentEvents.Slice rest = recent.read(DOCUMENT, mark(5), 6, 5).orElseThrow();

        assertThat(some.events()).extracting(EventFrame::sequence).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(some.isToEnd()).isFalse();
        assertThat(rest.events()).extracting(EventFrame::sequence).containsExactly(6L, 7L, 8L, 9L);
        assertThat(rest.isToEnd()).isTrue();
    }

    @Test
    void beginsAnewAfterAHole() {
        add(0, 4);
        add(6, 8);

        assertThat(isCovered(3)).isFalse();
        assertThat(after(6)).containsExactly(7L);
    }

    @Test
    void ignoresWhatIsForwardedAgain() {
        add(0, 8);
        add(2, 8);

        assertThat(after(0)).hasSize(7);
    }

    @Test
    void beginsAnewWithARecreatedDocument() {
        add(0, 8);
        recreated(0, 2);

        assertThat(isCovered(1)).isFalse();
        assertThat(recent.read(DOCUMENT, markOf(SampleRun.recreated(run()).get(0)), 1, 10)
                        .orElseThrow()
                        .events())
                .hasSize(1);
    }

    @Test
    void beginsAnewWithARecreatedDocumentThoughTheFirstEventsHaveLeft() {
        add(5, 8);
        recreated(0, 3);

        assertThat(isCovered(5)).isFalse();
        assertThat(isCovered(7)).isFalse();
    }

    @Test
    void dropsAnErasedDocumentAndItsEventsThatComeLater() {
        add(0, 8);
        recent.erase(DOCUMENT, SampleRun.START.plus(Duration.ofHours(1)));
        assertThat(isCovered(7)).isFalse();

        add(7, 9);
        assertThat(isCovered(7)).isFalse();

        recreated(0, 5);
        add(5, 9);
        assertThat(recent.read(DOCUMENT, NONE, 0, 10).orElseThrow().events())
                .extracting(EventFrame::sequence, EventFrame::time)
                .hasSize(5)
                .contains(tuple(4L, SampleRun.recreated(run()).get(4).timestamp()));
    }

    @Test
    void dropsADocumentAtTheCommandToEraseIt() {
        add(0, 8);

        recent.notice(new Command.Cancel(DOCUMENT, new CommandId("c"), Owner.LOCAL, SampleRun.START, SampleRun.RUN));
        assertThat(isCovered(7)).isTrue();
        recent.notice(new Command.Erase(
                DOCUMENT, new CommandId("e"), Owner.LOCAL, SampleRun.START.plus(Duration.ofMinutes(1))));
        assertThat(isCovered(7)).isFalse();
    }

    @Test
    void dropsADocumentWhoseLogIsGone() {
        add(0, 8);
        recent.forget(DOCUMENT);

        assertThat(isCovered(7)).isFalse();
    }

    @Test
    void dropsEventsOfAnErasedDocumentThatComeAfterItsLogWasFoundGone() {
        recent.erase(DOCUMENT, SampleRun.START.plus(Duration.ofHours(1)));
        recent.forget(DOCUMENT);

        add(0, 3);

        assertThat(recent.read(DOCUMENT, NONE, 0, 10)).isEmpty();
    }

    @Test
    void keepsTheLatestEventsOfADocumentWithinItsBound() {
        add(0, 2_000);

        assertThat(isCovered(0)).isFalse();
        assertThat(isCovered(1_999)).isTrue();
        long first =
                LongStream.range(0, 2_000).filter(this::isCovered).findFirst().orElseThrow();
        long bytes = (2_000 - first) * (EventFrame.of(event(DOCUMENT, 1_500)).bytes().length + 200L);
        assertThat(bytes).isBetween(ROOMY / 8 - 1_000, ROOMY / 8);
    }

    @Test
    void dropsTheDocumentsThatAreQuietForLongest() {
        List<DocumentId> documents = LongStream.range(0, 100)
                .mapToObj(i -> new DocumentId("doc-" + i))
                .toList();
        long bytesOfOne = EventFrame.of(event(documents.get(99), 0)).bytes().length + 400L;
        RecentEvents small = new RecentEvents(100 * bytesOfOne);
        documents.forEach(document -> small.add(EventFrame.of(event(document, 0))));
        small.add(EventFrame.of(event(documents.get(0), 1)));

        LongStream.range(0, 30).forEach(i -> small.add(EventFrame.of(event(new DocumentId("new-" + i), 0))));

        assertThat(small.read(documents.get(0), NONE, 0, 2).orElseThrow().events())
                .hasSize(2);
        assertThat(small.read(documents.get(1), NONE, 0, 1)).isEmpty();
        assertThat(small.read(documents.get(20), NONE, 0, 1)).isEmpty();
        assertThat(small.read(documents.get(99), NONE, 0, 1)).isPresent();
    }

    @Test
    void keepsNoEventThatIsLargerThanItsBound() {
        RecentEvents tiny = new RecentEvents(1_000);
        for (long i = 0; i < 5; i++) {
            tiny.add(EventFrame.of(event(DOCUMENT, i)));
        }

        assertThat(tiny.read(DOCUMENT, mark(4), 5, 1)).isEmpty();
    }

    private void add(long first, long end) {
        LongStream.range(first, end).forEach(sequence -> recent.add(EventFrame.of(event(DOCUMENT, sequence))));
    }

    private void recreated(int first, int end) {
        SampleRun.recreated(run()).subList(first, end).forEach(event -> recent.add(EventFrame.of(event)));
    }

    private boolean isCovered(long sequence) {
        return recent.read(DOCUMENT, mark(sequence), sequence + 1, 10).isPresent();
    }

    private List<Long> after(long sequence) {
        RecentEvents.Slice slice =
                recent.read(DOCUMENT, mark(sequence), sequence + 1, 10).orElseThrow();
        return slice.events().stream().map(EventFrame::sequence).toList();
    }

    private static Mark mark(long sequence) {
        return markOf(event(DOCUMENT, sequence));
    }

    private static Mark markOf(RecordedEvent event) {
        return new Mark(event.sequence(), event.timestamp());
    }

    private static List<RecordedEvent> run() {
        return SampleRun.from(DOCUMENT, 0, SampleRun.complete());
    }

    private static RecordedEvent event(DocumentId document, long sequence) {
        return sequence < 20
                ? SampleRun.at(document, sequence, SampleRun.complete().get((int) sequence))
                : SampleRun.at(document, sequence, SampleRun.complete().get(1));
    }
}
