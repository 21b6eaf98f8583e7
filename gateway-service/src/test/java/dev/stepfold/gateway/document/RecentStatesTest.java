package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RecentStatesTest {
    private static final int PLENTY = 100_000_000;
    private static final int STATES = 100;

    @Test
    void keepsTheLastStateOfADocument() {
        RecentStates states = new RecentStates(PLENTY);
        DocumentState first = state("a", 3);
        DocumentState second = state("a", 5);

        states.keep(EncodedState.of(first));
        states.keep(second, first, 100);

        assertThat(states.find(new DocumentId("a"))).hasValue(EncodedState.of(second));
        assertThat(states.find(new DocumentId("b"))).isEmpty();
    }

    @Test
    void isBoundedAndDropsWhatWasNotUsedForTheLongestTime() {
        long bytesMax = 20 * bytes(state("0", 19));
        RecentStates states = new RecentStates(bytesMax);

        for (int i = 0; i < STATES; i++) {
            DocumentState state = state(Integer.toString(i), 19);
            states.keep(EncodedState.of(state));
            assertThat(states.find(new DocumentId("0"))).isPresent();
        }

        List<Integer> kept = IntStream.range(0, STATES)
                .filter(i -> states.find(new DocumentId(Integer.toString(i))).isPresent())
                .boxed()
                .toList();
        assertThat(kept).contains(0, STATES - 1).hasSizeBetween(15, 20).doesNotContain(1, 2, 3);
    }

    @Test
    void doesNotKeepAStateThatWouldTakeTooMuch() {
        DocumentState small = state("a", 0);
        DocumentState large = state("a", 19);
        RecentStates states = new RecentStates(8 * bytes(large) - 1);
        states.keep(EncodedState.of(small));

        states.keep(large, small, bytes(large));

        assertThat(states.find(new DocumentId("a"))).isEmpty();
    }

    private static DocumentState state(String id, int events) {
        DocumentId documentId = new DocumentId(id);
        List<RecordedEvent> run = SampleRun.from(documentId, 0, SampleRun.complete());
        return DocumentFold.fold(documentId, run.subList(0, events + 1));
    }

    private static long bytes(DocumentState state) {
        return 2 * 1024 + 8L * JsonCodec.STATES.encode(state).length;
    }
}
