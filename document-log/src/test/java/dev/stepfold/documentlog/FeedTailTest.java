package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FeedTailTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc-1");
    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

    private final FeedTail.Builder tail = new FeedTail.Builder();
    private int offset;

    private static List<EncodedEvent> life(Instant begun, int length) {
        return EncodedEvent.linked(
                ChainHash.START,
                LongStream.range(0, length)
                        .mapToObj(sequence -> new RecordedEvent(
                                DOCUMENT,
                                new RunId("run-1"),
                                sequence,
                                begun.plusSeconds(sequence),
                                new AgentRun.Cancelled(new CommandId("cancel-" + sequence))))
                        .toList());
    }

    private void take(List<EncodedEvent> events, boolean lastIsSeal) {
        for (EncodedEvent event : events) {
            boolean seal = lastIsSeal && event.equals(events.getLast());
            tail.add(DOCUMENT, event.event().sequence(), event.event().timestamp(), event.previous(), seal, offset++);
        }
    }

    private FeedTail read() {
        return tail.build(Instant.EPOCH, BEGUN.plus(Duration.ofDays(1)));
    }

    @Test
    void aTombstoneOfAnEarlierErasureErasesNothing() {
        List<EncodedEvent> second = life(BEGUN.plusSeconds(100), 3);
        take(life(BEGUN, 2), false);
        tail.add(new Tombstone(DOCUMENT, BEGUN.plusSeconds(50)));
        take(second, false);
        tail.add(new Tombstone(DOCUMENT, BEGUN.plusSeconds(40)));

        assertThat(read().offsetsOutside(DOCUMENT, List.of())).hasSize(3);
    }

    @Test
    void anEventOfAnEarlierLifeWhoseTombstoneIsLostIsNotTheNewOne() {
        List<EncodedEvent> second = life(BEGUN.plusSeconds(100), 3);
        take(life(BEGUN, 1), false);

        assertThat(read().covers(DOCUMENT, second)).isZero();
        assertThat(read().offsetsOutside(DOCUMENT, second)).containsExactly(0L);
    }

    @Test
    void theLastEventOfAForkIsNotTheOneInItsPlace() {
        List<EncodedEvent> fork = life(BEGUN, 3);
        EncodedEvent before = fork.get(1);
        RecordedEvent other = life(BEGUN.plusSeconds(7), 3).getLast().event();
        EncodedEvent inItsPlace = new EncodedEvent(other, before.hashAfter(ChainHash.START));
        take(fork, false);

        List<EncodedEvent> log = List.of(fork.get(0), before, inItsPlace);
        assertThat(read().covers(DOCUMENT, log)).isEqualTo(2);
        assertThat(read().endsWith(inItsPlace)).isFalse();
        assertThat(read().endsWith(fork.getLast())).isTrue();
    }

    @Test
    void aTombstoneFromBeforeTheFirstEventErasesNothing() {
        take(life(BEGUN, 3), false);
        tail.add(new Tombstone(DOCUMENT, BEGUN.minusSeconds(1)));

        assertThat(read().offsetsOutside(DOCUMENT, List.of())).hasSize(3);
    }

    @Test
    void aTombstoneErasesWhatIsBeforeIt() {
        take(life(BEGUN, 3), false);
        tail.add(new Tombstone(DOCUMENT, BEGUN.plusSeconds(9)));

        assertThat(read().offsetsOutside(DOCUMENT, List.of())).isEmpty();
        assertThat(read().lostSightOf(Set.of())).isEmpty();
    }

    @Test
    void aTombstoneDoesNotHideThatTheFeedLacksWhatWasArchivedSince() {
        tail.add(new Tombstone(DOCUMENT, BEGUN));
        tail.addArchived(DOCUMENT, 3);

        assertThat(read().lostSightOf(Set.of())).containsExactly(DOCUMENT);
    }

    @Test
    void aSealShowsThatADocumentIsArchivedOnlyIfItIs() {
        take(life(BEGUN, 3), true);
        assertThat(read().lostSightOf(Set.of())).containsExactly(DOCUMENT);

        tail.addArchived(DOCUMENT, 3);
        assertThat(read().lostSightOf(Set.of())).isEmpty();

        tail.addArchived(DOCUMENT, 0);
        assertThat(read().lostSightOf(Set.of())).containsExactly(DOCUMENT);
    }

    @Test
    void aLogIsNotWholeIfAnEarlierRecordContinuesIt() {
        List<EncodedEvent> whole = life(BEGUN, 4);
        take(whole, false);
        assertThat(read().endsWith(whole.getLast())).isTrue();

        take(whole.subList(0, 3), false);

        assertThat(read().endsWith(whole.get(2))).isFalse();
    }

    @Test
    void whatWasErasedSinceItWasReadIsNotInIt() {
        take(life(BEGUN, 3), false);
        FeedTail read = read();

        read.forget(DOCUMENT);

        assertThat(read.offsetsOutside(DOCUMENT, List.of())).isEmpty();
    }
}
