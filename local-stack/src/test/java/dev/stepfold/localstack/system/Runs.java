package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** What the tests ask about runs and the streams that tell of them. */
final class Runs {
    private Runs() {}

    static void assertCompletedOnce(List<RecordedEvent> history) {
        assertThat(completedSteps(history)).containsExactly(StepId.values());
        assertThat(history.getLast().event()).isInstanceOf(AgentRun.Completed.class);
        assertThat(fold(history.getFirst().documentId().value(), history).status())
                .isEqualTo(RunStatus.COMPLETED);
    }

    static List<StepId> completedSteps(List<RecordedEvent> history) {
        return history.stream()
                .filter(event -> event.event() instanceof AgentStep.Complete)
                .map(event -> ((AgentStep.Complete) event.event()).step())
                .toList();
    }

    static DocumentState fold(String id, List<RecordedEvent> history) {
        return DocumentFold.fold(new DocumentId(id), history);
    }

    /** Whether the frame tells that the run is completed: the event, or a snapshot after it. */
    static boolean endsRun(Frame frame) {
        return frame.endsRun() || (frame.is("snapshot") && frame.state().status() == RunStatus.COMPLETED);
    }

    static boolean endsRun(RecordedEvent event) {
        return event.event() instanceof AgentRun.Completed;
    }

    static List<Long> sequences(List<Frame> frames) {
        return frames.stream().map(Frame::sequence).toList();
    }

    static List<RecordedEvent> recorded(List<Frame> frames) {
        return frames.stream().map(Frame::recorded).toList();
    }

    static List<Long> risingFrom(long first, int count) {
        return LongStream.range(first, first + count).boxed().toList();
    }

    static String newKey() {
        return UUID.randomUUID().toString();
    }
}
