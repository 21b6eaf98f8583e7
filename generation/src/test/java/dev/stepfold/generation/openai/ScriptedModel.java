package dev.stepfold.generation.openai;

import dev.stepfold.modelstub.Call;
import dev.stepfold.modelstub.StubModel;
import dev.stepfold.modelstub.StubReply;
import dev.stepfold.schemas.StepId;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A stub of a model that does what was scripted for a step's next call, and otherwise gives the good answer. It keeps its
 * calls.
 */
final class ScriptedModel implements AutoCloseable {
    private final Map<StepId, Queue<StubReply>> scripts = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final StubModel stub = StubModel.start(this::reply);

    /** What {@code OPENAI_BASE_URL} has to be. */
    String baseUrl() {
        return stub.baseUrl();
    }

    /** What the next calls of the step get, one after the other. */
    void script(StepId step, StubReply... replies) {
        scripts.computeIfAbsent(step, _ -> new ConcurrentLinkedQueue<>()).addAll(List.of(replies));
    }

    /** The calls so far. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How many callers went away while an answer was sent that had no end. */
    int abandoned() {
        return stub.abandoned();
    }

    private StubReply reply(Call call) {
        calls.add(call);
        Queue<StubReply> script = scripts.get(call.step());
        StubReply scripted = script == null ? null : script.poll();
        return scripted == null ? new StubReply.Content(StubModel.goodAnswer(call.step())) : scripted;
    }

    @Override
    public void close() {
        stub.close();
    }
}
