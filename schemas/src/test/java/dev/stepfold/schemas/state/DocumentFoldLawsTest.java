package dev.stepfold.schemas.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.random.RandomEvents;
import dev.stepfold.schemas.random.RandomRuns;
import dev.stepfold.schemas.random.RandomValues;
import dev.stepfold.schemas.random.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is true of the fold for every history, sensible or not. */
class DocumentFoldLawsTest {
    private static final int ROUNDS = 60;

    @Test
    void foldsAPrefixAndThenTheRestAsItFoldsAll() {
        Seeds.forEach(ROUNDS, random -> {
            List<RecordedEvent> history = history(random);
            DocumentState all = fold(history);

            for (int cut = 0; cut <= history.size(); cut += 1 + random.upTo(5)) {
                DocumentState prefix = fold(history.subList(0, cut), history);
                assertThat(foldOnto(prefix, history.subList(cut, history.size())))
                        .isEqualTo(all);
            }
        });
    }

    @Test
    void foldsFromAStateThatWasWrittenAndReadAsItFoldsAll() {
        Seeds.forEach(ROUNDS, random -> {
            List<RecordedEvent> history = history(random);
            int cut = random.upTo(history.size());

            DocumentState stored =
                    JsonCodec.STATES.decode(JsonCodec.STATES.encode(fold(history.subList(0, cut), history)));
            List<RecordedEvent> rest = new ArrayList<>();
            for (RecordedEvent event : history.subList(cut, history.size())) {
                rest.add(JsonCodec.EVENTS.decode(JsonCodec.EVENTS.encode(event)));
            }

            assertThat(foldOnto(stored, rest)).isEqualTo(fold(history));
        });
    }

    @Test
    void isUnchangedByAnyEventThatItHasAlready() {
        Seeds.forEach(ROUNDS, random -> {
            List<RecordedEvent> history = history(random);
            DocumentState state = DocumentState.initial(history.getFirst().documentId());

            for (int i = 0; i < history.size(); i++) {
                state = DocumentFold.apply(state, history.get(i));
                assertThat(DocumentFold.apply(state, history.get(i))).isSameAs(state);
                assertThat(DocumentFold.apply(state, history.get(random.upTo(i))))
                        .isSameAs(state);
            }
        });
    }

    @Test
    void keepsTheLastFiftyEventsInOrder() {
        Seeds.forEach(ROUNDS, random -> {
            List<RecordedEvent> history = new RandomEvents(random).arbitraryHistory(1 + random.upTo(120));

            assertThat(fold(history).streamHistory())
                    .zipSatisfy(
                            history.subList(Math.max(0, history.size() - 50), history.size()),
                            (kept, event) -> assertThat(kept.standsFor(event)).isTrue());
        });
    }

    @Test
    void standsAtTheLastEvent() {
        Seeds.forEach(ROUNDS, random -> {
            List<RecordedEvent> history = history(random);
            DocumentState state = fold(history);

            assertThat(state.sequence()).isEqualTo(history.getLast().sequence());
            assertThat(state.lastStreamUpdate()).isEqualTo(history.getLast().timestamp());
            assertThat(state.stepProgress()).hasSize(6);
        });
    }

    @Test
    void doesNotChangeAStateThatItWasGiven() {
        Seeds.forEach(ROUNDS, random -> {
            List<RecordedEvent> history = history(random);
            DocumentState state = DocumentState.initial(history.getFirst().documentId());

            for (RecordedEvent event : history) {
                byte[] before = JsonCodec.STATES.encode(state);
                DocumentState next = DocumentFold.apply(state, event);
                assertThat(JsonCodec.STATES.encode(state)).isEqualTo(before);
                state = next;
            }
        });
    }

    @Test
    void showsASensibleRunAsItIs() {
        Seeds.forEach(ROUNDS, random -> {
            List<RecordedEvent> history = RandomRuns.history(random);
            DocumentState state = DocumentState.initial(history.getFirst().documentId());

            for (RecordedEvent event : history) {
                state = DocumentFold.apply(state, event);
                assertThat(state.error() != null).isEqualTo(state.status() == RunStatus.FAILED);
                assertThat(state.runId()).isEqualTo(event.runId());
                assertThat(state.stepMessages().keySet())
                        .containsAll(state.stepAttempts().keySet());
                if (state.status() == RunStatus.COMPLETED) {
                    assertThat(state.stepProgress().values()).allMatch(StepStatus::isDone);
                    assertThat(state.currentStep()).isNull();
                }
            }
            assertThat(state.status()).isIn(RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CANCELLED);
        });
    }

    private static List<RecordedEvent> history(RandomValues random) {
        return random.chance(0.5)
                ? RandomRuns.history(random)
                : new RandomEvents(random).arbitraryHistory(1 + random.upTo(80));
    }

    private static DocumentState fold(List<RecordedEvent> history) {
        return fold(history, history);
    }

    private static DocumentState fold(List<RecordedEvent> events, List<RecordedEvent> ofHistory) {
        return DocumentFold.fold(ofHistory.getFirst().documentId(), events);
    }

    private static DocumentState foldOnto(DocumentState state, List<RecordedEvent> events) {
        DocumentState next = state;
        for (RecordedEvent event : events) {
            next = DocumentFold.apply(next, event);
        }
        return next;
    }
}
