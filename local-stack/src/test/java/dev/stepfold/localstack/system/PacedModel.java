package dev.stepfold.localstack.system;

import dev.stepfold.modelstub.Call;
import dev.stepfold.modelstub.StubModel;
import dev.stepfold.modelstub.StubReply;
import dev.stepfold.schemas.StepId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stub of a model whose answers take time and can be held back, and that counts every attempt of a step. */
final class PacedModel implements AutoCloseable {
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;

    /** A change of an agent needs a migration; the answers change nothing. */
    private static final String NO_MIGRATION = "\"migration\": null";

    private static final String EMPTY_MIGRATION = "\"migration\": \"\"";

    /** In the one line of JSON that a prompt holds its data in. */
    private static final Pattern REQUEST = Pattern.compile("\"request\":\"([^\"]*)\"");

    private final Script script;
    private final boolean keepsCalls;
    /** Guarded by this. */
    private final List<Ask> asked = new ArrayList<>();
    /** How often a step was asked for with a request. */
    private final Map<Question, Integer> counts = new ConcurrentHashMap<>();

    private final Map<StepId, CountDownLatch> held = new ConcurrentHashMap<>();
    private final StubModel stub = StubModel.start(this::reply);

    /**
     * A call.
     *
     * @param key the API key it came with, which tells who asks; empty where there is none
     * @param request what the document is to become, in plain words without quotation marks
     * @param at when it came
     * @param traceparent the span that it is made by; empty if it does not say
     */
    record Ask(String key, StepId step, String request, Instant at, String traceparent) {}

    private record Question(StepId step, String request) {}

    /**
     * What to answer.
     *
     * @param status the HTTP status
     * @param delay how long it takes
     * @param retryAfter the wait that a 429 asks for, in whole seconds
     */
    record Reply(int status, Duration delay, Duration retryAfter) {
        Reply(int status, Duration delay) {
            this(status, delay, Duration.ofSeconds(1));
        }
    }

    /** Says what to reply. */
    @FunctionalInterface
    interface Script {
        /**
         * What to reply to a call.
         *
         * @param earlier how often the same step was asked for with the same request before
         */
        Reply reply(Ask ask, int earlier);
    }

    private PacedModel(Script script, boolean keepsCalls) {
        this.script = script;
        this.keepsCalls = keepsCalls;
    }

    /**
     * Starts one that answers everything.
     *
     * @param delay how long it takes to answer
     */
    static PacedModel start(Duration delay) {
        return start((_, _) -> new Reply(OK, delay));
    }

    /** Starts one that follows a script. */
    static PacedModel start(Script script) {
        return new PacedModel(script, true);
    }

    /** Starts one that follows a script for hours: it keeps no calls, only how often each was made. */
    static PacedModel startForHours(Script script) {
        return new PacedModel(script, false);
    }

    /** What the environment of the orchestrator has to be for it to ask this one. */
    Map<String, String> environment() {
        return stub.environment("");
    }

    /** Answers no call of the step until {@link #release}. */
    void hold(StepId step) {
        held.put(step, new CountDownLatch(1));
    }

    /** Answers the calls of the step again, those that wait as well. */
    void release(StepId step) {
        CountDownLatch latch = held.remove(step);
        if (latch != null) {
            latch.countDown();
        }
    }

    /** Forgets what it was asked, and holds nothing back. */
    void forget() {
        List.copyOf(held.keySet()).forEach(this::release);
        synchronized (this) {
            asked.clear();
            counts.clear();
        }
    }

    /** The calls, in their order. */
    synchronized List<Ask> asks() {
        return List.copyOf(asked);
    }

    /** The steps that were asked for, in the order of the calls. */
    List<StepId> asked() {
        return asks().stream().map(Ask::step).toList();
    }

    /** How often the step was asked for. */
    long asked(StepId step) {
        return asks().stream().filter(ask -> ask.step() == step).count();
    }

    /** Whether the step was asked for with that request and that API key. */
    boolean isAsked(StepId step, String request, String key) {
        return asks().stream()
                .anyMatch(ask -> ask.step() == step
                        && ask.request().equals(request)
                        && ask.key().equals(key));
    }

    private StubReply reply(Call call) throws InterruptedException {
        Ask ask = ask(call);
        Reply reply = script.reply(ask, note(ask));
        CountDownLatch hold = held.get(ask.step());
        if (hold != null) {
            hold.await();
        }
        return new StubReply.Delayed(reply.delay(), answer(ask.step(), reply));
    }

    private static StubReply answer(StepId step, Reply reply) {
        int status = reply.status();
        return switch (status) {
            case OK -> new StubReply.Whole(StubModel.goodAnswer(step).replace(NO_MIGRATION, EMPTY_MIGRATION));
            case TOO_MANY_REQUESTS ->
                new StubReply.Status(
                        status,
                        Map.of("Retry-After", Long.toString(reply.retryAfter().toSeconds())));
            default -> new StubReply.Status(status);
        };
    }

    private static Ask ask(Call call) {
        Matcher request = REQUEST.matcher(call.message("user"));
        return new Ask(
                call.key(), call.step(), request.find() ? request.group(1) : "", call.at(), call.header("traceparent"));
    }

    /** Notes the call, and answers how many like it there were before. */
    private synchronized int note(Ask ask) {
        if (keepsCalls) {
            asked.add(ask);
        }
        return counts.merge(new Question(ask.step(), ask.request()), 1, Integer::sum) - 1;
    }

    @Override
    public void close() {
        stub.close();
    }
}
