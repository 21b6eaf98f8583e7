package dev.stepfold.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.Generator;
import dev.stepfold.generation.step.ResultFields;
import dev.stepfold.generation.step.Step;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.generation.step.StepProgress;
import dev.stepfold.orchestrator.embedding.AgentBuilder;
import dev.stepfold.orchestrator.embedding.StartedRun;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A run that was under way when the backup was taken goes on in the restored cluster. */
@Timeout(180)
class RestoredRunTest {
    private static final RunOptions OPTIONS = new RunOptions(false, false, null, RetryPolicy.DEFAULT, null);

    @RegisterExtension
    static final Broker FROM = new Broker();

    @RegisterExtension
    static final Broker TO = new Broker();

    @TempDir
    Path temporary;

    @Test
    void goesOnBehindItsLastCompletedStep() throws Exception {
        Steps held = new Steps(StepId.DATABASE_GENERATION);
        StartedRun run;
        try (AgentBuilder builder = AgentBuilder.connect(FROM.bootstrapServers(), held)) {
            run = builder.start("Create a library", OPTIONS, (_, _, _) -> {});
            assertThat(held.reached.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Ran.stepfold(FROM.bootstrapServers(), "backup", temporary.toString()))
                    .returns(0, Ran::exitCode);
        }

        Ran restored = Ran.stepfold(TO.bootstrapServers(), "restore", temporary.toString());
        assertThat(restored).as(restored.messages()).returns(0, Ran::exitCode);

        Steps free = new Steps(null);
        try (AgentBuilder _ = AgentBuilder.connect(TO.bootstrapServers(), free)) {
            Ran tail =
                    Ran.stepfold(TO.bootstrapServers(), "tail", run.documentId().value(), "--until-rest");

            assertThat(tail).as(tail.messages()).returns(0, Ran::exitCode);
            assertThat(tail.out()).contains("agent-run started", "agent-run completed");
            assertThat(free.executed)
                    .startsWith(StepId.DATABASE_GENERATION)
                    .doesNotContain(StepId.PROMPT_UNDERSTANDING, StepId.DECISION_MAKING);
        }
    }

    /** Six steps that do nothing; one of them does not end. */
    private static final class Steps implements Generator {
        private final List<StepId> executed = new CopyOnWriteArrayList<>();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final StepId heldAt;

        Steps(StepId heldAt) {
            this.heldAt = heldAt;
        }

        @Override
        public String name() {
            return "empty";
        }

        @Override
        public Step step(StepId id) {
            return new Step() {
                @Override
                public StepId id() {
                    return id;
                }

                @Override
                public StepOutput run(StepInput input, StepProgress progress) throws InterruptedException {
                    executed.add(id);
                    if (id == heldAt) {
                        reached.countDown();
                        new CountDownLatch(1).await();
                    }
                    return new StepOutput(result(id), "done", List.of(), "empty", null);
                }
            };
        }

        private static ObjectNode result(StepId id) {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            switch (id) {
                case PROMPT_UNDERSTANDING -> result.put(ResultFields.AGENT_NAME, "Library");
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
            return result;
        }
    }
}
