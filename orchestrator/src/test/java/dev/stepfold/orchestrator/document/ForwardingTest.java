package dev.stepfold.orchestrator.document;

import static dev.stepfold.orchestrator.document.DocumentStage.DOCUMENT;
import static dev.stepfold.orchestrator.document.DocumentStage.TRACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** In order, without a gap, and complete only when all of it is durable. */
class ForwardingTest {
    private final List<RecordedEvent> sent = new ArrayList<>();
    private final List<CompletableFuture<Void>> acknowledgements = new ArrayList<>();
    private final Forwarding forwarding = new Forwarding(DOCUMENT, new StepEventsFeed() {
        @Override
        public CompletableFuture<Void> forward(EncodedEvent event, Traceparent trace) {
            sent.add(event.event());
            acknowledgements.add(new CompletableFuture<>());
            return acknowledgements.getLast();
        }

        @Override
        public CompletableFuture<Void> erase(Tombstone tombstone, Traceparent trace) {
            throw new AssertionError("nothing is erased here");
        }
    });

    @Test
    void isCompleteWhereNothingWasForwarded() {
        assertThat(forwarding.completed()).isCompleted();
    }

    @Test
    void sendsTheNextEventBeforeTheLastIsDurable() {
        forward(0);
        forward(1);

        assertThat(sent).extracting(RecordedEvent::sequence).containsExactly(0L, 1L);
    }

    @Test
    void isCompleteOnceEveryEventIsDurable() {
        forward(0);
        forward(1);

        acknowledgements.get(1).complete(null);
        assertThat(forwarding.completed()).isNotDone();

        acknowledgements.get(0).complete(null);
        assertThat(forwarding.completed()).isCompleted();
    }

    @Test
    void isNotCompleteWhereAnEventWasForwardedSince() {
        forward(0);
        acknowledgements.getFirst().complete(null);
        assertThat(forwarding.completed()).isCompleted();

        forward(1);

        assertThat(forwarding.completed()).isNotDone();
    }

    @Test
    void sendsNothingPastAnEventThatWasNotForwarded() {
        forward(0);
        forward(1);
        acknowledgements.get(0).completeExceptionally(new TimeoutException());
        acknowledgements.get(1).complete(null);

        assertThat(forwarding.completed()).isCompletedExceptionally();
        forward(2);

        assertThat(sent).hasSize(2);
        assertThat(forwarding.completed()).isCompletedExceptionally();
        assertThatThrownBy(forwarding::requireNoRefusal)
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining(DOCUMENT.value())
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void sendsAgainWhatWasRefusedAndAllThatComesAfterIt() throws Exception {
        forward(0);
        forward(1);
        forward(2);
        acknowledgements.get(0).complete(null);
        acknowledgements.get(1).completeExceptionally(new TimeoutException());
        acknowledgements.get(2).complete(null);
        forward(3);
        sent.clear();

        forwarding.sendAgain();

        assertThat(sent).extracting(RecordedEvent::sequence).containsExactly(1L, 2L, 3L);
        forwarding.requireNoRefusal();
        acknowledgements.forEach(one -> one.complete(null));
        assertThat(forwarding.durableUpTo()).isEqualTo(3);
        assertThat(forwarding.completed()).isCompleted();
    }

    @Test
    void sendsNothingAgainThatIsOnTheWay() {
        forward(0);

        forwarding.sendAgain();

        assertThat(sent).hasSize(1);
    }

    @Test
    void namesNoEventAsDurableBeforeItAndAllBeforeItAre() {
        forward(0);
        forward(1);
        forward(2);
        assertThat(forwarding.durableUpTo()).isEqualTo(DocumentLogSlice.NONE_FORWARDED);

        acknowledgements.get(1).complete(null);
        assertThat(forwarding.durableUpTo()).isEqualTo(DocumentLogSlice.NONE_FORWARDED);

        acknowledgements.get(0).complete(null);
        assertThat(forwarding.durableUpTo()).isEqualTo(1);
    }

    @Test
    void namesNoEventAsDurableThatWasNotForwarded() {
        forward(0);
        forward(1);
        acknowledgements.get(0).complete(null);
        acknowledgements.get(1).completeExceptionally(new TimeoutException());

        assertThat(forwarding.durableUpTo()).isZero();
    }

    @Test
    void forwardsOnlyWhatEarlierWritersDidNotForward() {
        forwarding.startAfter(1);

        forward(0);
        forward(1);
        forward(2);

        assertThat(sent).extracting(RecordedEvent::sequence).containsExactly(2L);
        assertThat(forwarding.durableUpTo()).isEqualTo(1);
    }

    @Test
    void believesTheLogThatWasReadLast() {
        forward(0);
        acknowledgements.getFirst().complete(null);

        forwarding.startAfter(DocumentLogSlice.NONE_FORWARDED);

        assertThat(forwarding.durableUpTo()).isEqualTo(DocumentLogSlice.NONE_FORWARDED);
    }

    private void forward(long sequence) {
        forwarding.forward(
                EncodedEvent.unlinked(new RecordedEvent(
                        DOCUMENT,
                        new RunId("run-1"),
                        sequence,
                        Instant.EPOCH,
                        new AgentRun.Cancelled(new CommandId("cancel-1")))),
                TRACE);
    }
}
