package dev.stepfold.schemas.state;

import static dev.stepfold.schemas.StepId.PROMPT_UNDERSTANDING;
import static dev.stepfold.schemas.state.History.COMMAND;
import static dev.stepfold.schemas.state.History.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.RejectionCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When a run must be over, from its events alone; one second lies between events. */
class DeadlineFoldTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final CommandRejected SOMETHING_ELSE =
            new CommandRejected(COMMAND, RejectionCode.RUN_ACTIVE, "A run is going on");

    @Test
    void countsFromTheStartOfTheRun() {
        DocumentState state = withDeadline().fold();

        assertThat(state.deadline()).isEqualTo(START.plus(LIMIT));
        assertThat(state.deadlineFrom()).isNull();
        assertThat(state.deadlineHeldSince()).isNull();
    }

    @Test
    void isNoneWhileTheRunIsPaused() {
        DocumentState state = withDeadline().add(new AgentRun.Paused(COMMAND)).fold();

        assertThat(state.deadlineHeldSince()).isEqualTo(START.plusSeconds(1));
        assertThat(state.deadline()).isNull();
    }

    @Test
    void isLaterByTheTimeOfEachPause() {
        DocumentState state = withDeadline()
                .add(new AgentRun.Paused(COMMAND))
                .add(SOMETHING_ELSE)
                .add(new AgentRun.Paused(COMMAND))
                .add(new AgentRun.Resumed(COMMAND))
                .add(new AgentRun.Paused(COMMAND))
                .add(new AgentRun.Resumed(COMMAND))
                .fold();

        assertThat(state.deadline()).isEqualTo(START.plus(LIMIT).plusSeconds(3 + 1));
        assertThat(state.deadlineHeldSince()).isNull();
    }

    @Test
    void countsFromTheRetryOfAFailedRun() {
        DocumentState state = withDeadline()
                .add(new AgentRun.Paused(COMMAND))
                .fails(PROMPT_UNDERSTANDING)
                .add(new AgentRun.Resumed(COMMAND))
                .fold();

        assertThat(state.deadline()).isEqualTo(START.plusSeconds(5).plus(LIMIT));
    }

    @Test
    void countsFromARestart() {
        DocumentState state = withDeadline()
                .add(new AgentRun.Paused(COMMAND))
                .restarted("run-2", StepId.first(), null)
                .fold();

        assertThat(state.deadline()).isEqualTo(START.plusSeconds(2).plus(LIMIT));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void isHeldNoLongerOnceTheRunIsOver(AgentRun end) {
        DocumentState state =
                withDeadline().add(new AgentRun.Paused(COMMAND)).add(end).fold();

        assertThat(state.deadlineHeldSince()).isNull();
    }

    static List<AgentRun> ends() {
        return List.of(
                new AgentRun.Cancelled(COMMAND),
                new AgentRun.Failed(Duration.ZERO, History.runError(PROMPT_UNDERSTANDING)),
                new AgentRun.Completed(Duration.ZERO, null, List.of()));
    }

    @Test
    void leavesTheStateOfARunWithoutDeadlineAsItWasBefore() {
        DocumentState state = new History()
                .started("run-1", "Track tasks")
                .add(new AgentRun.Paused(COMMAND))
                .add(new AgentRun.Resumed(COMMAND))
                .fails(PROMPT_UNDERSTANDING)
                .add(new AgentRun.Resumed(COMMAND))
                .add(new AgentRun.Paused(COMMAND))
                .fold();

        assertThat(state.deadline()).isNull();
        assertThat(json(state)).doesNotContain("deadlineFrom", "deadlineHeldSince");
    }

    @Test
    void leavesTheStateOfARunThatWasNeverPausedAsItWasBefore() {
        assertThat(json(withDeadline().step(PROMPT_UNDERSTANDING).fold()))
                .doesNotContain("deadlineFrom", "deadlineHeldSince");
    }

    private static String json(DocumentState state) {
        return new String(JsonCodec.STATES.encode(state), StandardCharsets.UTF_8);
    }

    private static History withDeadline() {
        return new History()
                .add(new AgentRun.Started(
                        COMMAND,
                        Owner.LOCAL,
                        "Track tasks",
                        new RunOptions(true, true, LIMIT, RetryPolicy.DEFAULT, null),
                        null));
    }
}
