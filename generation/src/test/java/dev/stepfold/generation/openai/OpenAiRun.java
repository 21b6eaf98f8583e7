package dev.stepfold.generation.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.generation.step.StepProgress;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.StepError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A generator that calls a stub, and the steps run with it so far. */
final class OpenAiRun implements AutoCloseable {
    static final String KEY = "sk-secret-0123456789";
    static final String REQUEST = "Create a task management system";

    /** Longer than any test, so that only the test ends a call. */
    static final Duration LONG = Duration.ofMinutes(5);

    final ScriptedModel stub = new ScriptedModel();
    final Map<StepId, ObjectNode> results = new EnumMap<>(StepId.class);
    final List<String> progress = new CopyOnWriteArrayList<>();
    final AtomicInteger signsOfLife = new AtomicInteger();
    private final OpenAiGenerator generator;

    OpenAiRun() {
        this(KEY, LONG);
    }

    OpenAiRun(@Nullable String key, Duration callTimeout) {
        this(key, callTimeout, true);
    }

    OpenAiRun(@Nullable String key, Duration callTimeout, boolean streaming) {
        generator = generator(stub.baseUrl(), key, callTimeout, streaming);
    }

    /** @param responseFormat as {@code STEPFOLD_OPENAI_RESPONSE_FORMAT} */
    OpenAiRun(String responseFormat) {
        generator = new OpenAiGenerator(
                OpenAiSettings.of(
                        new OpenAiSettings.Environment(stub.baseUrl(), KEY, "asked-model", LONG, true, responseFormat)),
                InstantSource.system());
    }

    static OpenAiGenerator generator(String baseUrl, @Nullable String key, Duration callTimeout, boolean streaming) {
        return new OpenAiGenerator(
                OpenAiSettings.of(new OpenAiSettings.Environment(baseUrl, key, "asked-model", callTimeout, streaming)),
                InstantSource.system());
    }

    static StepInput input(@Nullable Agent existing, Map<StepId, ObjectNode> results) {
        return new StepInput(REQUEST, RunOptions.DEFAULT, existing, results, null, 1);
    }

    /** Runs a step, and keeps its result for the next. */
    StepOutput take(StepId step, @Nullable Agent existing) throws StepFailure, InterruptedException {
        return takeWith(step, input(existing, results));
    }

    StepOutput takeWith(StepId step, StepInput input) throws StepFailure, InterruptedException {
        StepOutput output = generator.step(step).run(input, new StepProgress() {
            @Override
            public void report(String message) {
                progress.add(message);
            }

            @Override
            public void beAlive() {
                signsOfLife.incrementAndGet();
            }
        });
        results.put(step, output.result());
        return output;
    }

    StepOutput take(StepId step) throws StepFailure, InterruptedException {
        return take(step, null);
    }

    /** Runs a step that has to fail. */
    StepError failure(StepId step, @Nullable Agent existing) throws InterruptedException {
        try {
            throw new AssertionError(
                    "did not fail but answered " + take(step, existing).result());
        } catch (StepFailure e) {
            return e.error();
        }
    }

    StepError failure(StepId step) throws InterruptedException {
        return failure(step, null);
    }

    @Override
    public void close() {
        generator.close();
        stub.close();
    }
}
