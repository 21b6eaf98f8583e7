package dev.stepfold.orchestrator.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.orchestrator.document.AppendContext;
import dev.stepfold.orchestrator.document.Archive;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.orchestrator.document.PartitionLease;
import dev.stepfold.orchestrator.document.StepEventsFeed;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc-1");
    private static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private static final AppendContext CONTEXT = new AppendContext(TRACE, DocumentLogSlice.NONE_FORWARDED, true);
    private static final List<EncodedEvent> EVENTS = List.of(event(0), event(1));

    private final List<String> told = new ArrayList<>();
    private final Watch watch = new Watch() {
        @Override
        public void appended(long nanos) {
            told.add("appended");
        }

        @Override
        public void lostRace(long nanos) {
            told.add("lost race");
        }

        @Override
        public void unacknowledged(long nanos) {
            told.add("unacknowledged");
        }

        @Override
        public void happened(DocumentEvent event) {
            told.add("happened");
        }

        @Override
        public void forwarding() {
            told.add("forwarding");
        }

        @Override
        public void forwarded(long nanos) {
            told.add("forwarded");
        }

        @Override
        public void refused() {
            told.add("refused");
        }

        @Override
        public void archive(ArchiveOutcome outcome) {
            told.add(outcome.name());
        }
    };

    private Answer answer = () -> 2;

    /** What Kafka answers: how many events won, or that it does not answer. */
    @FunctionalInterface
    private interface Answer {
        int get() throws LogUnavailableException;
    }

    @Test
    void tellsOfEachEventThatWonItsOffset() throws LogUnavailableException {
        var _ = new WatchedLog(new ScriptedLog(), watch).append(EVENTS, CONTEXT);

        assertThat(told).containsExactly("appended", "happened", "happened");
    }

    @Test
    void tellsOfNoEventThatLostTheRace() throws LogUnavailableException {
        answer = () -> 1;

        var _ = new WatchedLog(new ScriptedLog(), watch).append(EVENTS, CONTEXT);

        assertThat(told).containsExactly("lost race", "happened");
    }

    @Test
    void tellsOfAnAppendThatWasNotAcknowledged() {
        answer = WatchTest::noAnswer;

        assertThatThrownBy(() -> new WatchedLog(new ScriptedLog(), watch).append(EVENTS, CONTEXT))
                .isInstanceOf(LogUnavailableException.class);
        assertThat(told).containsExactly("unacknowledged");
    }

    @Test
    void tellsWhenTheFeedHasAnEventAndWhenItRefusesOne() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        WatchedFeed feed = new WatchedFeed(new ScriptedFeed(later), watch);

        CompletableFuture<Void> first = feed.forward(EVENTS.getFirst(), TRACE);
        assertThat(told).containsExactly("forwarding");
        later.complete(null);
        assertThat(first).isCompleted();
        assertThat(told).containsExactly("forwarding", "forwarded");

        CompletableFuture<Void> refused = new WatchedFeed(
                        new ScriptedFeed(CompletableFuture.failedFuture(new TimeoutException("refused"))), watch)
                .forward(EVENTS.getLast(), TRACE);
        assertThat(refused).isCompletedExceptionally();
        assertThat(refused.exceptionNow()).isInstanceOf(TimeoutException.class);
        assertThat(told).endsWith("forwarding", "refused");
    }

    @Test
    void tellsOfMovesToAndFromTheArchiveAndOfThoseThatFail() throws LogUnavailableException {
        WatchedArchive archive = new WatchedArchive(new ScriptedArchive(), watch);

        assertThat(archive.store(DOCUMENT)).isTrue();
        assertThat(archive.restore(EVENTS.getFirst(), TRACE, () -> true)).isTrue();
        answer = () -> 0;
        assertThat(archive.store(DOCUMENT)).isFalse();
        answer = WatchTest::noAnswer;
        assertThatThrownBy(() -> archive.store(DOCUMENT)).isInstanceOf(LogUnavailableException.class);

        assertThat(told).containsExactly("ARCHIVED", "RESTORED", "FAILED");
    }

    private static int noAnswer() throws LogUnavailableException {
        throw new LogUnavailableException("no answer", new TimeoutException("late"));
    }

    private static EncodedEvent event(long sequence) {
        return EncodedEvent.unlinked(new RecordedEvent(
                DOCUMENT,
                new RunId("run-1"),
                sequence,
                Instant.EPOCH,
                new AgentRun.Paused(new CommandId("command-" + sequence))));
    }

    private final class ScriptedLog implements DocumentLog {
        @Override
        public int append(List<EncodedEvent> events, AppendContext context) throws LogUnavailableException {
            return answer.get();
        }

        @Override
        public DocumentLogSlice createOrRead(DocumentId documentId) {
            return new DocumentLogSlice(List.of(), 0);
        }

        @Override
        public Optional<LeftOver> findLeftOver(DocumentId documentId) {
            return Optional.empty();
        }

        @Override
        public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) {
            return Optional.empty();
        }

        @Override
        public Deletion prepareDeletion(DocumentId documentId) {
            return Optional::empty;
        }
    }

    private record ScriptedFeed(CompletableFuture<Void> acknowledged) implements StepEventsFeed {
        @Override
        public CompletableFuture<Void> forward(EncodedEvent event, Traceparent trace) {
            return acknowledged;
        }

        @Override
        public CompletableFuture<Void> erase(Tombstone tombstone, Traceparent trace) {
            return acknowledged;
        }
    }

    private final class ScriptedArchive implements Archive {
        @Override
        public boolean store(DocumentId documentId) throws LogUnavailableException {
            return answer.get() > 0;
        }

        @Override
        public boolean restore(EncodedEvent restored, Traceparent trace, PartitionLease lease)
                throws LogUnavailableException {
            return answer.get() > 0;
        }

        @Override
        public Optional<DocumentLogSlice> find(DocumentId documentId) {
            return Optional.empty();
        }

        @Override
        public Optional<String> refusal(DocumentId documentId) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> erase(
                DocumentId documentId, @Nullable RecordedEvent first, DocumentLog.Deletion topic) {
            return Optional.empty();
        }
    }
}
