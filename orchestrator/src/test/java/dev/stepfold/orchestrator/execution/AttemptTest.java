package dev.stepfold.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.fairpermits.FairPermits;
import dev.stepfold.generation.sql.SqlJudge;
import dev.stepfold.generation.step.Generator;
import dev.stepfold.generation.step.Step;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.generation.step.StepProgress;
import dev.stepfold.generation.validation.Validator;
import dev.stepfold.orchestrator.decision.AttemptId;
import dev.stepfold.orchestrator.decision.Effect;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.orchestrator.document.AttemptRunner.Stoppable;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.TokenUsage;
import dev.stepfold.tracing.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an attempt can end, and that it ends once. */
class AttemptTest {
    private static final Traceparent CAUSE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofMillis(100);

    private final List<Input> reported = new CopyOnWriteArrayList<>();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final List<Timer> timers = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private @Nullable VirtualThreadRunner runner;

    @AfterEach
    void close() {
        letGo.countDown();
        if (runner != null) {
            runner.close();
        }
    }

    @Test
    void reportsWhatTheStepMade() {
        run((_, _) -> output("done"), Duration.ofMinutes(1));

        await().atMost(LONG).until(() -> !reported.isEmpty());
        assertThat(reported)
                .singleElement()
                .isInstanceOfSatisfying(
                        Input.AttemptSucceeded.class,
                        succeeded -> assertThat(succeeded.output().summary()).isEqualTo("done"));
    }

    @Test
    void reportsATimeoutThoughTheStepDoesNotLetItselfBeInterrupted() {
        run(
                (_, _) -> {
                    awaitStubbornly();
                    return output("too late");
                },
                Duration.ofMillis(50));

        awaitFailure(ErrorKind.TIMEOUT);
        letGo.countDown();
        assertThat(reported).hasSize(1);
    }

    @Test
    void outlastsItsTimeLimitAsLongAsItMakesProgress() {
        StepProgress progress = beginByHand();

        for (int i = 0; i < 5; i++) {
            pass(LIMIT.minusMillis(1));
            progress.report("model " + i);
            pass(LIMIT.minusMillis(1));
            progress.beAlive();
        }
        letGo.countDown();

        await().atMost(LONG).until(() -> reported.getLast() instanceof Input.AttemptSucceeded);
    }

    @Test
    void timesOutWhenItIsSilent() {
        StepProgress progress = beginByHand();
        pass(LIMIT.minusMillis(1));
        progress.beAlive();

        pass(LIMIT);

        awaitFailure(ErrorKind.TIMEOUT);
    }

    @Test
    void timesOutAfterSoManyTimesItsLimitWhateverItReports() {
        StepProgress progress = beginByHand();

        for (Duration passed = Duration.ZERO;
                passed.compareTo(LIMIT.multipliedBy(Patience.LONGEST)) < 0;
                passed = passed.plusMillis(1)) {
            assertThat(reported).isEmpty();
            progress.beAlive();
            pass(Duration.ofMillis(1));
        }

        awaitFailure(ErrorKind.TIMEOUT);
    }

    @Test
    void endsAtOnceIfItIsStoppedWhileItWaitsForItsTurn() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        VirtualThreadRunner one = runner(1, (_, _) -> {
            atWork.countDown();
            awaitStubbornly();
            return output("first");
        });
        var _ = begin(one, "ada", "first");
        atWork.await();
        Stoppable waiting = begin(one, "ada", "second");

        waiting.stop();

        await().atMost(LONG).until(() -> one.overdue(Duration.ZERO) == 0);
        assertThat(reported).isEmpty();
    }

    @Test
    void takesTurnsAmongTheOwnersOfTheDocuments() {
        List<String> begun = new CopyOnWriteArrayList<>();
        VirtualThreadRunner one = runner(1, (input, _) -> {
            begun.add(input.request());
            awaitStubbornly();
            return output("done");
        });
        begin(one, "ada", "ada 1");
        await().atMost(LONG).until(() -> begun.size() == 1);
        begin(one, "ada", "ada 2");
        begin(one, "ada", "ada 3");
        Stoppable given = begin(one, "ada", "ada 4");
        begin(one, "bob", "bob 1");

        given.stop();
        letGo.countDown();

        await().atMost(LONG).until(() -> reported.size() == 4);
        assertThat(begun).containsExactly("ada 1", "ada 2", "bob 1", "ada 3");
    }

    @Test
    void reportsNothingOnceItWasStopped() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch atWork = new CountDownLatch(1);
        Stoppable attempt = run(
                (_, progress) -> {
                    atWork.countDown();
                    try {
                        letGo.await();
                    } catch (InterruptedException e) {
                        progress.report("interrupted");
                        interrupted.countDown();
                        throw e;
                    }
                    return output("never");
                },
                Duration.ofMinutes(1));
        atWork.await();

        attempt.stop();

        interrupted.await();
        assertThat(reported).isEmpty();
    }

    @Test
    void takesADefectForAPermanentFailure() {
        run(
                (_, _) -> {
                    throw new IllegalStateException("a defect");
                },
                Duration.ofMinutes(1));

        awaitFailure(ErrorKind.PERMANENT);
    }

    @Test
    void takesAnErrorForAPermanentFailureAndHandsItsTurnOn() {
        VirtualThreadRunner one = runner(1, (input, _) -> {
            if (input.request().equals("bad")) {
                throw new StackOverflowError();
            }
            return output("good");
        });
        for (String request : List.of("bad", "good")) {
            begin(one, "ada", request);
        }

        await().until(() -> reported.stream().anyMatch(Input.AttemptSucceeded.class::isInstance));
        assertThat(reported)
                .anyMatch(it -> it instanceof Input.AttemptFailed failed
                        && failed.error().kind() == ErrorKind.PERMANENT);
    }

    @Test
    void countsAnAttemptThatDoesNotEndThoughItWasToldTo() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        VirtualThreadRunner two = runner(2, (_, _) -> {
            begun.countDown();
            while (end.getCount() > 0) {
                try {
                    end.await();
                } catch (InterruptedException _) {
                    // deaf
                }
            }
            return output("late");
        });
        Stoppable deaf = begin(two, "ada", "deaf");
        begun.await();

        deaf.stop();
        assertThat(two.overdue(Duration.ZERO)).isEqualTo(1);
        assertThat(two.overdue(Duration.ofDays(1))).isZero();

        end.countDown();
        await().until(() -> two.overdue(Duration.ZERO) == 0);
    }

    @Test
    void takesAStepThatCallsItselfCancelledForDefective() {
        run(
                (_, _) -> {
                    throw new StepFailure(ErrorKind.CANCELLED, "only a person cancels");
                },
                Duration.ofMinutes(1));

        awaitFailure(ErrorKind.PERMANENT);
    }

    @Test
    void carriesOutAtOnceWhatIsPast() throws Exception {
        CountDownLatch carriedOut = new CountDownLatch(1);

        var _ = runner(1, (_, _) -> output("unused")).at(Instant.now().minusSeconds(3600), carriedOut::countDown);

        assertThat(carriedOut.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void takesAResultOfTheWrongShapeForInvalidOutput() {
        run(
                (_, _) -> {
                    ObjectNode result = JsonNodeFactory.instance.objectNode();
                    result.put("agentName", 7);
                    return new StepOutput(result, "done", List.of(), "test", null);
                },
                Duration.ofMinutes(1));

        awaitFailure(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void takesAResultWithErrorsForInvalidOutputThatNamesThem() {
        var _ = runner(1, (_, _) -> schedules()).run(new DocumentId("doc-1"), scheduling(true), CAUSE, reported::add);

        await().atMost(LONG).until(() -> !reported.isEmpty());
        assertThat(reported).singleElement().isInstanceOfSatisfying(Input.AttemptFailed.class, failed -> {
            assertThat(failed.error().kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
            assertThat(failed.error().message()).contains("unknown-action at /schedules/0/action");
        });
    }

    @Test
    void saysWhatAnAttemptCostThoughItsResultHasErrors() {
        TokenUsage tokens = new TokenUsage(1200, 345);
        StepOutput invalid = schedules();
        var _ = runner(
                        1,
                        (_, _) -> new StepOutput(
                                invalid.result(), invalid.summary(), invalid.findings(), invalid.model(), tokens))
                .run(new DocumentId("doc-1"), scheduling(true), CAUSE, reported::add);

        await().atMost(LONG).until(() -> reported.size() == 2);
        assertThat(reported.getFirst())
                .isInstanceOfSatisfying(
                        Input.AttemptProgressed.class,
                        progressed -> assertThat(progressed.model()).isNotNull());
        assertThat(reported.getLast())
                .isInstanceOfSatisfying(
                        Input.AttemptFailed.class,
                        failed -> assertThat(failed.error().tokens()).isEqualTo(tokens));
    }

    /** Progress that follows at once is left out, and what an attempt costs is not. */
    @Test
    void tellsThatAModelIsAskedHoweverSoonItIsAfterOtherProgress() {
        StepProgress progress = beginByHand();

        progress.report("beginning");
        progress.report("left out");
        progress.asks("gpt", "Asking the model gpt");
        letGo.countDown();

        await().atMost(LONG).until(() -> reported.size() == 3);
        assertThat(reported.get(1))
                .isInstanceOfSatisfying(
                        Input.AttemptProgressed.class,
                        progressed -> assertThat(progressed.model()).isEqualTo("gpt"));
    }

    /** Nothing bounds how often a step says so, but the mailbox of its document is bounded. */
    @Test
    void tellsOnlyOnceThatAModelIsAsked() {
        run(
                (_, progress) -> {
                    for (int i = 0; i < 100; i++) {
                        progress.asks("gpt", "Asking the model gpt");
                    }
                    return output("done");
                },
                Duration.ofMinutes(1));

        await().atMost(LONG).until(() -> reported.stream().anyMatch(Input.AttemptSucceeded.class::isInstance));
        assertThat(reported)
                .filteredOn(input -> input instanceof Input.AttemptProgressed progressed && progressed.model() != null)
                .hasSize(1);
    }

    @Test
    void checksNothingWhereValidationIsOff() {
        var _ = runner(1, (_, _) -> schedules()).run(new DocumentId("doc-1"), scheduling(false), CAUSE, reported::add);

        await().atMost(LONG).until(() -> !reported.isEmpty());
        assertThat(reported).singleElement().isInstanceOf(Input.AttemptSucceeded.class);
    }

    private static StepOutput schedules() {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("schedules")
                .addObject()
                .put("name", "nightly")
                .put("cron", "0 2 * * *")
                .put("timeZone", "UTC")
                .put("action", "nothing")
                .put("purpose", "");
        return new StepOutput(result, "done", List.of(), "test", null);
    }

    private static Effect.RunAttempt scheduling(boolean validation) {
        RunOptions options = new RunOptions(validation, true, null, RetryPolicy.DEFAULT, null);
        return new Effect.RunAttempt(
                new AttemptId(new RunId("run-1"), StepId.SCHEDULE_GENERATION, 1),
                Owner.LOCAL,
                new StepInput("request", options, null, Map.of(), null, 1),
                Duration.ofMinutes(1),
                null);
    }

    private void awaitFailure(ErrorKind kind) {
        await().atMost(LONG).until(() -> !reported.isEmpty());
        assertThat(reported)
                .singleElement()
                .isInstanceOfSatisfying(
                        Input.AttemptFailed.class,
                        failed -> assertThat(failed.error().kind()).isEqualTo(kind));
    }

    private void awaitStubbornly() {
        boolean open = false;
        while (!open) {
            try {
                letGo.await();
                open = true;
            } catch (InterruptedException _) {
                open = false;
            }
        }
    }

    /** Begins an attempt whose clock the test moves; answers what its step got, which waits to be let go. */
    private StepProgress beginByHand() {
        CompletableFuture<StepProgress> given = new CompletableFuture<>();
        new Attempt(
                        new DocumentId("doc-1"),
                        attempt(LIMIT),
                        new Generators(
                                List.of(generator((_, progress) -> {
                                    given.complete(progress);
                                    letGo.await();
                                    return output("done");
                                })),
                                "test"),
                        new Validator((_, _) -> new SqlJudge.Judgement.NotJudged("no step here makes DDL")),
                        new FairPermits(1, 1),
                        (delay, action) -> {
                            timers.add(new Timer(nanos.get() + delay.toNanos(), action));
                            return () -> {};
                        },
                        nanos::get,
                        reported::add)
                .start(Runnable::run, () -> {});
        return given.join();
    }

    /** Lets time pass, and the timers that are due ring. */
    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        List<Timer> due =
                timers.stream().filter(timer -> timer.atNanos <= nanos.get()).toList();
        timers.removeAll(due);
        due.forEach(timer -> timer.action.run());
    }

    private record Timer(long atNanos, Runnable action) {}

    private Stoppable run(Work work, Duration timeout) {
        return runner(4, work).run(new DocumentId("doc-1"), attempt(timeout), CAUSE, reported::add);
    }

    private Stoppable begin(VirtualThreadRunner runner, String owner, String request) {
        return runner.run(
                new DocumentId(request.replace(' ', '-')),
                attempt(new Owner(owner), request, Duration.ofMinutes(1)),
                CAUSE,
                reported::add);
    }

    private VirtualThreadRunner runner(int stepsMax, Work work) {
        VirtualThreadRunner made = new VirtualThreadRunner(
                new Generators(List.of(generator(work)), "test"),
                new Validator((_, _) -> new SqlJudge.Judgement.NotJudged("no step here makes DDL")),
                InstantSource.system(),
                stepsMax,
                Tracing.OFF);
        runner = made;
        return made;
    }

    private static Effect.RunAttempt attempt(Duration timeout) {
        return attempt(Owner.LOCAL, "request", timeout);
    }

    private static Effect.RunAttempt attempt(Owner owner, String request, Duration timeout) {
        return new Effect.RunAttempt(
                new AttemptId(new RunId("run-1"), StepId.PROMPT_UNDERSTANDING, 1),
                owner,
                new StepInput(request, RunOptions.DEFAULT, null, Map.of(), null, 1),
                timeout,
                null);
    }

    private static StepOutput output(String summary) {
        return new StepOutput(JsonNodeFactory.instance.objectNode(), summary, List.of(), "test", null);
    }

    private static Generator generator(Work work) {
        return new Generator() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public Step step(StepId id) {
                return new Step() {
                    @Override
                    public StepId id() {
                        return id;
                    }

                    @Override
                    public StepOutput run(StepInput input, StepProgress progress)
                            throws StepFailure, InterruptedException {
                        return work.run(input, progress);
                    }
                };
            }
        };
    }

    private interface Work {
        StepOutput run(StepInput input, StepProgress progress) throws StepFailure, InterruptedException;
    }
}
