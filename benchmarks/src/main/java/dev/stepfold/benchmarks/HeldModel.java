package dev.stepfold.benchmarks;

import dev.stepfold.modelstub.StubModel;
import dev.stepfold.modelstub.StubReply;
import dev.stepfold.schemas.StepId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stub of a model that answers every step at once except the held one, whose calls wait until their document is
 * released. It records which caller called for which step of which document, and when. It recognises the document by
 * the number in its request.
 */
final class HeldModel implements AutoCloseable {
    /** The step whose calls wait; the two before it are complete by then. */
    static final StepId HELD = StepId.TECHNICAL_ANALYSIS;

    private static final Pattern NUMBER = Pattern.compile("benchmark-document-(\\d+)");

    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Map<Integer, CountDownLatch> holds = new ConcurrentHashMap<>();
    private final StubModel stub = StubModel.start(this::reply);

    private HeldModel() {}

    /**
     * A received call.
     *
     * @param at when the whole call had arrived
     */
    record Call(String caller, int document, StepId step, Instant at) {}

    static HeldModel start() {
        return new HeldModel();
    }

    /** The request of the document with that number. */
    static String request(int document) {
        return "Create a task management system (benchmark-document-" + document + ")";
    }

    /** The environment with which an orchestrator calls this model. */
    Map<String, String> environment(String caller) {
        return stub.environment(caller);
    }

    /** Answers the held step of the document, now and from now on. */
    void letGo(int document) {
        hold(document).countDown();
    }

    /** The calls so far, in the order in which they came. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    private CountDownLatch hold(int document) {
        return holds.computeIfAbsent(document, _ -> new CountDownLatch(1));
    }

    private StubReply reply(dev.stepfold.modelstub.Call call) throws InterruptedException {
        Matcher number = NUMBER.matcher(call.body().toString());
        if (!number.find()) {
            throw new IllegalStateException("a request without a document's number");
        }
        int document = Integer.parseInt(number.group(1));
        calls.add(new Call(call.caller(), document, call.step(), call.at()));
        if (call.step() == HELD) {
            hold(document).await();
        }
        return new StubReply.Whole(StubModel.goodAnswer(call.step()));
    }

    @Override
    public void close() {
        stub.close();
    }
}
