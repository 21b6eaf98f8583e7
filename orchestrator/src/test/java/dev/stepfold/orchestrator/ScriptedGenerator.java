package dev.stepfold.orchestrator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.Generator;
import dev.stepfold.generation.step.Step;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.generation.step.StepProgress;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.StepError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Steps that do what the request says: {@code fail=<n>} makes the first n attempts of {@code technical-analysis} fail,
 * {@code busy=<seconds>} makes its first attempt fail and ask for so long a wait, {@code hold=<name>} makes that step wait until the test lets it go, {@code size=<n>} makes its result so many bytes
 * larger, however it is compressed. Counts what was run.
 */
public final class ScriptedGenerator implements Generator {
    public static final String NAME = "scripted";

    private final Map<String, Integer> finished = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> holds = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Step step(StepId id) {
        return new ScriptedStep(id);
    }

    /** How often a step was run to its end for a request. */
    public int finished(String request, StepId step) {
        return finished.getOrDefault(request + "/" + step, 0);
    }

    /** Lets go every step that waits, or will wait, under that name. */
    public void letGo(String name) {
        hold(name).countDown();
    }

    private CountDownLatch hold(String name) {
        return holds.computeIfAbsent(name, _ -> new CountDownLatch(1));
    }

    private final class ScriptedStep implements Step {
        private final StepId id;

        ScriptedStep(StepId id) {
            this.id = id;
        }

        @Override
        public StepId id() {
            return id;
        }

        @Override
        public StepOutput run(StepInput input, StepProgress progress) throws StepFailure, InterruptedException {
            if (id == StepId.TECHNICAL_ANALYSIS) {
                for (String word : input.request().split(" ", -1)) {
                    if (word.startsWith("fail=") && input.attempt() <= Integer.parseInt(word.substring(5))) {
                        throw new StepFailure(ErrorKind.TRANSIENT, "as the request says");
                    }
                    if (word.startsWith("busy=") && input.attempt() == 1) {
                        Duration wait = Duration.ofSeconds(Long.parseLong(word.substring(5)));
                        throw new StepFailure(new StepError(ErrorKind.TRANSIENT, "as the request says", true, wait));
                    }
                    if (word.startsWith("hold=")) {
                        hold(word.substring(5)).await();
                    }
                }
            }
            finished.merge(input.request() + "/" + id, 1, Integer::sum);
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            switch (id) {
                case PROMPT_UNDERSTANDING -> result.put("agentName", "Scripted");
                case DECISION_MAKING -> result.putObject("skipped");
                case TECHNICAL_ANALYSIS -> result.put("complexity", "low").put("text", text(input.request()));
                case DATABASE_GENERATION -> {
                    result.putArray("models");
                    result.putArray("enums");
                    result.put("ddl", "");
                }
                case ACTION_GENERATION -> result.putArray("actions");
                case SCHEDULE_GENERATION -> result.putArray("schedules");
            }
            return new StepOutput(result, "Done: " + id, List.of(), NAME, null);
        }

        private static String text(String request) {
            for (String word : request.split(" ", -1)) {
                if (word.startsWith("size=")) {
                    return new Random(7)
                            .ints(Integer.parseInt(word.substring(5)), '#', '[')
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                            .toString();
                }
            }
            return "";
        }
    }
}
