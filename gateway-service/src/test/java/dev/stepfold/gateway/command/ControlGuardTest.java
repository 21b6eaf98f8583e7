package dev.stepfold.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ControlGuardTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final ControlRequest CANCEL = new ControlRequest.Cancel(null);
    private static final ControlRequest PAUSE = new ControlRequest.Pause(null);
    private static final ControlRequest RESUME = new ControlRequest.Resume(null);
    private static final ControlRequest RETRY = new ControlRequest.Retry(null);

    private final DocumentState pending = DocumentState.initial(DOCUMENT);
    private final DocumentState running = after(4);
    private final DocumentState paused = after(4, new AgentRun.Paused(SampleRun.COMMAND));
    private final DocumentState failed = after(4, SampleRun.failedAt(StepId.DECISION_MAKING, true));
    private final DocumentState completed = after(20);

    @Test
    void letsOnlyAPausedRunBeResumedAndOnlyAFailedOneBeRetried() {
        assertThat(ControlGuard.refuses(RESUME, paused)).isEmpty();
        assertThat(ControlGuard.refuses(RESUME, running)).contains(RejectionCode.RUN_NOT_PAUSED);
        assertThat(ControlGuard.refuses(RETRY, failed)).isEmpty();
        assertThat(ControlGuard.refuses(RETRY, completed)).contains(RejectionCode.RUN_NOT_FAILED);
    }

    @Test
    void letsARunThatGoesOnBePausedAndOneThatIsNotOverBeCancelled() {
        assertThat(ControlGuard.refuses(PAUSE, running)).isEmpty();
        assertThat(ControlGuard.refuses(PAUSE, failed)).contains(RejectionCode.RUN_NOT_ACTIVE);
        assertThat(ControlGuard.refuses(CANCEL, pending)).isEmpty();
        assertThat(ControlGuard.refuses(CANCEL, failed)).isEmpty();
        assertThat(ControlGuard.refuses(CANCEL, completed)).contains(RejectionCode.RUN_NOT_ACTIVE);
    }

    @Test
    void letsOnlyAStepBeRestartedWhoseForerunnersAreDone() {
        assertThat(ControlGuard.refuses(restart(StepId.DECISION_MAKING), failed))
                .isEmpty();
        assertThat(ControlGuard.refuses(restart(StepId.TECHNICAL_ANALYSIS), failed))
                .contains(RejectionCode.STEP_NOT_REACHED);
    }

    @Test
    void refusesWhatNamesAnOlderRun() {
        assertThat(ControlGuard.refuses(new ControlRequest.Cancel(new RunId("older")), running))
                .contains(RejectionCode.STALE_RUN);
        assertThat(ControlGuard.refuses(new ControlRequest.Cancel(SampleRun.RUN), running))
                .isEmpty();
    }

    @Test
    void takesAChangeRequestOnlyWhileNoRunGoesOn() {
        assertThat(ControlGuard.refusesRun(pending)).contains(RejectionCode.RUN_ACTIVE);
        assertThat(ControlGuard.refusesRun(running)).contains(RejectionCode.RUN_ACTIVE);
        assertThat(ControlGuard.refusesRun(completed)).isEmpty();
    }

    private static ControlRequest restart(StepId step) {
        return new ControlRequest.Restart(null, step, null);
    }

    private static DocumentState after(int count, DocumentEvent... further) {
        List<DocumentEvent> events = new ArrayList<>(SampleRun.complete().subList(0, count));
        events.addAll(List.of(further));
        return DocumentFold.fold(DOCUMENT, SampleRun.from(DOCUMENT, 0, events));
    }
}
