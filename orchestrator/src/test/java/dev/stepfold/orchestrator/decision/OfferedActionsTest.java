package dev.stepfold.orchestrator.decision;

import static dev.stepfold.orchestrator.decision.Scenario.newDocument;
import static dev.stepfold.orchestrator.decision.Scenario.startRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.TokenUsage;
import dev.stepfold.schemas.state.CommandRefusal;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever made a run fail, each action that its error offers can help: once the cause is gone, the run continues and
 * reaches its end.
 */
class OfferedActionsTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration BACKOFF = Duration.ofMinutes(2);
    private static final int ATTEMPTS = 3;
    private static final long BUDGET = 1_000;

    /**
     * A way for a run to fail.
     *
     * @param name what happens, for the test's report
     * @param step the step at which it happens
     * @param happen makes the run fail at its current step
     */
    record Failure(String name, StepId step, UnaryOperator<Scenario> happen) {
        Scenario failed() {
            Scenario scenario = newDocument().when(startRun(options()));
            for (StepId earlier : StepId.values()) {
                if (earlier.isBefore(step)) {
                    scenario.whenStepSucceeds(earlier);
                }
            }
            return happen.apply(scenario.after(Duration.ofSeconds(1)));
        }

        @Override
        public String toString() {
            return name + " at " + step;
        }
    }

    static Stream<Failure> failures() {
        return Arrays.stream(StepId.values()).flatMap(OfferedActionsTest::failuresAt);
    }

    private static Stream<Failure> failuresAt(StepId step) {
        Stream<Failure> byKind = kindsOfAttempts()
                .flatMap(kind -> Stream.of(
                        new Failure(kind + " until the attempts run out", step, run -> untilFailed(run, step, kind)),
                        new Failure(
                                kind + " while the run is paused",
                                step,
                                run -> untilFailed(run.whenPaused(), step, kind)),
                        new Failure(
                                kind + " after the deadline",
                                step,
                                run -> run.after(LIMIT).whenStepFails(step, StepError.of(kind, "not this time"))),
                        new Failure(
                                kind + " with a longer wait than the deadline allows",
                                step,
                                run -> run.whenStepFails(
                                                step,
                                                new StepError(kind, "later", kind.isRetryable(), LIMIT.plusMinutes(1)))
                                        .after(LIMIT))));
        return Stream.concat(
                byKind,
                Stream.of(
                        new Failure("the deadline passes", step, OfferedActionsTest::passDeadline),
                        new Failure(
                                "the deadline passes after a pause",
                                step,
                                run -> passDeadline(
                                        run.whenPaused().after(LIMIT).whenResumed())),
                        new Failure(
                                "the deadline passes again after a retry",
                                step,
                                run -> passDeadline(
                                        passDeadline(run).after(LIMIT).whenRetried())),
                        new Failure(
                                "a resume leaves no time",
                                step,
                                run -> run.after(LIMIT.minusSeconds(10))
                                        .whenPaused()
                                        .whenStepFails(step, StepError.of(ErrorKind.TRANSIENT, "not this time"))
                                        .whenResumed()),
                        new Failure("its processes end again and again", step, OfferedActionsTest::interrupt),
                        new Failure(
                                "an attempt leaves nothing of the token budget",
                                step,
                                run -> run.whenStepFails(
                                        step,
                                        StepError.of(ErrorKind.INVALID_OUTPUT, "dear and wrong")
                                                .withTokens(new TokenUsage(0, BUDGET)))),
                        new Failure("nothing of the token budget is left", step, _ -> nothingLeftFor(step))));
    }

    /** The step before it uses the budget up; before the first step, an attempt of that step does. */
    private static Scenario nothingLeftFor(StepId step) {
        Scenario scenario = newDocument().when(startRun(options()));
        if (step == StepId.first()) {
            return scenario.whenStepFails(
                    step,
                    StepError.of(ErrorKind.TRANSIENT, "not this time").withTokens(new TokenUsage(BUDGET, BUDGET)));
        }
        List<StepId> before = Arrays.stream(StepId.values())
                .filter(earlier -> earlier.isBefore(step))
                .toList();
        before.subList(0, before.size() - 1).forEach(scenario::whenStepSucceeds);
        return scenario.whenStepSucceeds(before.getLast(), new TokenUsage(BUDGET, 0));
    }

    private static Stream<ErrorKind> kindsOfAttempts() {
        return Arrays.stream(ErrorKind.values()).filter(kind -> kind != ErrorKind.CANCELLED);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void help(Failure failure) {
        List<String> offered = offered(failure.failed().state());
        assertThat(offered).isNotEmpty().doesNotHaveDuplicates();
        for (String action : offered) {
            for (Command command : commands(action, failure.step())) {
                helps(failure.failed(), command);
            }
        }
    }

    /** The cause is gone, and a good deal of time with it: somebody had to notice. */
    private static void helps(Scenario scenario, Command command) {
        assertThat(CommandRefusal.of(scenario.state(), command)).isEmpty();
        scenario.after(LIMIT.multipliedBy(3)).when(command);

        assertThat(scenario.events())
                .first()
                .isInstanceOf(AgentRun.class)
                .satisfies(event -> assertThat(event.answeredCommand()).contains(command.commandId()));
        assertThat(scenario.effect()).isInstanceOfSatisfying(Effect.RunAttempt.class, attempt -> {
            assertThat(attempt.attempt().attempt()).isEqualTo(1);
            assertThat(attempt.notAfter()).isEqualTo(scenario.now().plus(LIMIT));
        });
        assertThat(scenario.state().error()).isNull();

        scenario.whenStepFails(currentStep(scenario), StepError.of(ErrorKind.TRANSIENT, "a last time"));
        Effect.AwaitAttempt second = (Effect.AwaitAttempt) scenario.effect();
        scenario.when(new Input.AttemptDue(second.attempt()));
        while (scenario.state().status() == RunStatus.RUNNING) {
            scenario.whenStepSucceeds(currentStep(scenario));
        }
        assertThat(scenario.state().status()).isEqualTo(RunStatus.COMPLETED);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void areOfferedNoLongerOnceTheRunIsCancelled(Failure failure) {
        Scenario scenario = failure.failed().whenCancelled();

        for (String action : offered(scenario.state())) {
            assertThat(commands(action, failure.step()))
                    .allSatisfy(command -> assertThat(CommandRefusal.of(scenario.state(), command))
                            .as(action)
                            .isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(StepId.class)
    void areNotNeededForARunThatAPersonCancelled(StepId step) {
        Scenario scenario = Scenario.runningAt(step).whenCancelled();

        assertThat(Objects.requireNonNull(scenario.state().stepAttempts().get(step))
                        .error())
                .isNotNull()
                .satisfies(error -> assertThat(error.kind()).isEqualTo(ErrorKind.CANCELLED));
        assertThat(scenario.state().error()).isNull();
    }

    /** The run of a step that failed as cancelled waits for the command to be carried out, which would not come. */
    @Test
    void areNotLackingBecauseAnAttemptCallsItselfCancelled() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Input.AttemptFailed(
                        new AttemptId(Scenario.RUN, StepId.first(), 1),
                        StepError.of(ErrorKind.CANCELLED, "so it says")));
    }

    private static List<String> offered(DocumentState state) {
        RunError error = state.error();
        return error == null ? List.of() : error.actions();
    }

    /** The commands that an action stands for, from each step that it may name. */
    private static List<Command> commands(String action, StepId failed) {
        CommandId id = new CommandId("help");
        return switch (action) {
            case "retry" -> List.of(new Command.Retry(Scenario.DOCUMENT, id, Scenario.OWNER, Scenario.START, null));
            case "restart" ->
                Arrays.stream(StepId.values())
                        .filter(step -> !failed.isBefore(step))
                        .<Command>map(step -> new Command.Restart(
                                Scenario.DOCUMENT,
                                id,
                                Scenario.OWNER,
                                Scenario.START,
                                null,
                                new RunId("run-2"),
                                step,
                                null))
                        .toList();
            default -> throw new AssertionError("an action that no command stands for: " + action);
        };
    }

    private static Scenario untilFailed(Scenario run, StepId step, ErrorKind kind) {
        run.whenStepFails(step, StepError.of(kind, "not this time"));
        while (run.state().status() != RunStatus.FAILED) {
            if (run.state().status() == RunStatus.PAUSED) {
                run.whenResumed();
            }
            run.when(new Input.AttemptDue(((Effect.AwaitAttempt) run.effect()).attempt()));
            run.whenStepFails(step, StepError.of(kind, "not this time"));
        }
        return run;
    }

    private static Scenario passDeadline(Scenario run) {
        Effect.RunAttempt attempt = (Effect.RunAttempt) run.effect();
        return run.after(LIMIT)
                .when(new Input.DeadlinePassed(attempt.attempt(), Objects.requireNonNull(attempt.notAfter())));
    }

    private static Scenario interrupt(Scenario run) {
        while (run.state().status() == RunStatus.RUNNING) {
            run.when(new Input.Recovered());
        }
        return run;
    }

    private static StepId currentStep(Scenario scenario) {
        return Objects.requireNonNull(scenario.state().currentStep());
    }

    private static RunOptions options() {
        return new RunOptions(
                        true, true, LIMIT, new RetryPolicy(ATTEMPTS, BACKOFF, BACKOFF, 1, Duration.ofMinutes(1)), null)
                .withTokenBudget(BUDGET);
    }
}
