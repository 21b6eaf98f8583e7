package dev.stepfold.orchestrator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a document's log against the deadlines of its runs, with a stopwatch that stops while a run is paused and
 * begins again with a retry. No simulated attempt fails as timed out, so that only a deadline makes a step do so.
 */
final class Deadlines {
    /** The longest wait before an attempt, for which a deadline may leave no time. */
    static final Duration BACKOFF_MAX = Duration.ofSeconds(2);

    /** How long after a deadline an outcome from before it may be decided: processes stop, and Kafka is away. */
    private static final Duration LATE_MAX = Duration.ofMinutes(1);

    private @Nullable Duration limit;
    private Duration used = Duration.ZERO;
    private @Nullable Instant since;
    private Instant began = Instant.EPOCH;
    private boolean failed;
    private boolean retried;
    private int passed;
    private int outlasted;

    /**
     * What came of deadlines.
     *
     * @param passed how many made a run fail
     * @param outlasted how many runs were completed later than their deadline, because they were paused
     */
    record Count(int passed, int outlasted) {
        Count plus(Count other) {
            return new Count(passed + other.passed, outlasted + other.outlasted);
        }
    }

    static Count check(List<RecordedEvent> history) {
        Deadlines deadlines = new Deadlines();
        history.forEach(deadlines::check);
        return new Count(deadlines.passed, deadlines.outlasted);
    }

    private void check(RecordedEvent recorded) {
        Instant at = recorded.timestamp();
        switch (recorded.event()) {
            case AgentRun.Started started -> {
                limit = started.options().deadline();
                begin(at);
            }
            case AgentRun.Restarted _ -> begin(at);
            case AgentRun.Paused _ -> {
                used = usedAt(at);
                since = null;
            }
            case AgentRun.Resumed _ -> {
                retried |= failed;
                used = failed ? Duration.ZERO : used;
                since = at;
                failed = false;
            }
            case AgentRun.Failed _ -> failed = true;
            case AgentStep.Failed step when step.error().kind() == ErrorKind.TIMEOUT -> checkPassed(recorded);
            case AgentRun.Completed _ -> checkCompleted(recorded);
            default -> {}
        }
    }

    private void begin(Instant at) {
        used = Duration.ZERO;
        since = at;
        began = at;
        failed = false;
        retried = false;
    }

    private Duration usedAt(Instant at) {
        return since == null ? used : used.plus(Duration.between(since, at));
    }

    private void checkPassed(RecordedEvent recorded) {
        passed++;
        assertThat(limit).as("the deadline of %s", recorded).isNotNull();
        assertThat(since).as("%s does not happen in a pause", recorded).isNotNull();
        assertThat(usedAt(recorded.timestamp()).plus(BACKOFF_MAX))
                .as("time used at %s", recorded)
                .isGreaterThanOrEqualTo(limit);
    }

    private void checkCompleted(RecordedEvent recorded) {
        if (limit == null) {
            return;
        }
        Duration took = usedAt(recorded.timestamp());
        assertThat(took).as("time used at %s", recorded).isLessThan(limit.plus(LATE_MAX));
        boolean late = Duration.between(began, recorded.timestamp()).compareTo(limit) > 0;
        if (late && !retried && took.compareTo(limit) < 0) {
            outlasted++;
        }
    }
}
