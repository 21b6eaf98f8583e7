package dev.stepfold.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.Generator;
import dev.stepfold.generation.step.ResultFields;
import dev.stepfold.generation.step.Step;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.generation.step.StepProgress;
import dev.stepfold.schemas.StepId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Six steps that do nothing, each with a result of 2,048 bytes of JSON, so that what remains is the cost of durability.
 * The text is words, which compress like prose; the steps of the peers have results of the same size and kind.
 */
final class EmptySteps implements Generator {
    static final String NAME = "empty";

    private static final int RESULT_BYTES = 2_048;
    private static final int TEXTS = 64;
    private static final String[] WORDS = """
            the model found that most of these records were already known to our review board and then asked for \
            another pass over chapter seven because its summary left out two names dates places sources figures tables \
            notes quality score draft outline section paragraph sentence image caption prompt token answer check retry \
            budget limit river mountain window garden engine market signal letter winter summer paper bridge copper""".split(" ", -1);

    private final List<String> texts =
            IntStream.range(0, TEXTS).mapToObj(EmptySteps::text).toList();
    private final AtomicInteger next = new AtomicInteger();

    private static String text(int seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        while (text.length() < RESULT_BYTES) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Step step(StepId id) {
        return new Step() {
            @Override
            public StepId id() {
                return id;
            }

            @Override
            public StepOutput run(StepInput input, StepProgress progress) {
                return new StepOutput(result(id), "done", List.of(), NAME, null);
            }
        };
    }

    /** The fields that others read, and text up to the size. */
    private ObjectNode result(StepId id) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        switch (id) {
            case PROMPT_UNDERSTANDING -> result.put(ResultFields.AGENT_NAME, "Benchmark");
            case DECISION_MAKING -> result.putObject(ResultFields.SKIPPED);
            case DATABASE_GENERATION -> {
                result.putArray(ResultFields.MODELS);
                result.putArray(ResultFields.ENUMS);
                result.put(ResultFields.DDL, "");
            }
            case ACTION_GENERATION -> result.putArray(ResultFields.ACTIONS);
            case SCHEDULE_GENERATION -> result.putArray(ResultFields.SCHEDULES);
            case TECHNICAL_ANALYSIS -> {}
        }
        int rest = RESULT_BYTES - result.put("text", "").toString().getBytes(StandardCharsets.UTF_8).length;
        return result.put(
                "text", texts.get(Math.floorMod(next.getAndIncrement(), TEXTS)).substring(0, rest));
    }
}
