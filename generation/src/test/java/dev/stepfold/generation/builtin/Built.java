package dev.stepfold.generation.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.builtin.result.ActionsResult;
import dev.stepfold.generation.builtin.result.Analysis;
import dev.stepfold.generation.builtin.result.DatabaseResult;
import dev.stepfold.generation.builtin.result.SchedulesResult;
import dev.stepfold.generation.builtin.result.StepSelection;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Schedule;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.command.RunOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A run of all steps, as the orchestrator makes one: results go from step to step as JSON, skipped steps do not run. */
record Built(Map<StepId, ObjectNode> results, Map<StepId, String> summaries, List<String> progress, Agent agent) {
    static Built create(String request) throws StepFailure, InterruptedException {
        return run(request, null);
    }

    static Built change(Agent existing, String request) throws StepFailure, InterruptedException {
        return run(request, existing);
    }

    private static Built run(String request, @Nullable Agent existing) throws StepFailure, InterruptedException {
        Map<StepId, ObjectNode> results = new EnumMap<>(StepId.class);
        Map<StepId, String> summaries = new EnumMap<>(StepId.class);
        List<String> progress = new java.util.ArrayList<>();
        for (StepId id : StepId.values()) {
            ObjectNode decision = results.get(StepId.DECISION_MAKING);
            if (decision != null && decision.path("skipped").has(id.wireName())) {
                continue;
            }
            StepOutput output =
                    step(id, new StepInput(request, RunOptions.DEFAULT, existing, results, null, 1), progress);
            results.put(id, throughTheLog(output.result()));
            summaries.put(id, output.summary());
        }
        return new Built(results, summaries, progress, assemble(results, existing));
    }

    static StepOutput step(StepId id, StepInput input, List<String> progress) throws StepFailure, InterruptedException {
        return new BuiltInGenerator().step(id).run(input, progress::add);
    }

    /** Later steps see results that were written as JSON and read again. */
    private static ObjectNode throughTheLog(ObjectNode result) {
        try {
            byte[] written = ContractMapper.mapper().writeValueAsBytes(result);
            return (ObjectNode) ContractMapper.mapper().readTree(written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Agent assemble(Map<StepId, ObjectNode> results, @Nullable Agent existing) {
        Understanding understanding = read(results, StepId.PROMPT_UNDERSTANDING, Understanding.class, null);
        DatabaseResult database = read(
                results,
                StepId.DATABASE_GENERATION,
                DatabaseResult.class,
                existing == null
                        ? null
                        : new DatabaseResult(existing.models(), existing.enums(), existing.ddl(), null));
        ActionsResult actions = read(
                results,
                StepId.ACTION_GENERATION,
                ActionsResult.class,
                new ActionsResult(existing == null ? List.of() : existing.actions(), Complexity.LOW));
        SchedulesResult schedules = read(
                results,
                StepId.SCHEDULE_GENERATION,
                SchedulesResult.class,
                new SchedulesResult(existing == null ? List.of() : existing.schedules(), 1, List.of()));
        return new Agent(
                understanding.agentName(),
                understanding.description(),
                database.models(),
                database.enums(),
                database.ddl(),
                actions.actions(),
                schedules.schedules(),
                database.migration());
    }

    private static <T> T read(Map<StepId, ObjectNode> results, StepId step, Class<T> type, @Nullable T instead) {
        ObjectNode result = results.get(step);
        if (result == null) {
            return Objects.requireNonNull(instead);
        }
        try {
            return ContractMapper.mapper().treeToValue(result, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Understanding understanding() {
        return read(results, StepId.PROMPT_UNDERSTANDING, Understanding.class, null);
    }

    StepSelection selection() {
        return read(results, StepId.DECISION_MAKING, StepSelection.class, null);
    }

    Analysis analysis() {
        return read(results, StepId.TECHNICAL_ANALYSIS, Analysis.class, null);
    }

    String summary(StepId step) {
        return Objects.requireNonNull(summaries.get(step));
    }

    Model model(String name) {
        return agent.models().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no model " + name + " among " + modelNames()));
    }

    EnumType enumType(String name) {
        return agent.enums().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no enum " + name + " among " + agent.enums()));
    }

    Action action(String name) {
        return agent.actions().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no action " + name + " among " + actionNames()));
    }

    Schedule scheduleOf(String action) {
        return agent.schedules().stream()
                .filter(it -> it.action().equals(action))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing schedules " + action + " among " + agent.schedules()));
    }

    List<String> modelNames() {
        return agent.models().stream().map(Model::name).toList();
    }

    List<String> actionNames() {
        return agent.actions().stream().map(Action::name).toList();
    }

    List<String> fieldNames(String model) {
        return model(model).fields().stream().map(it -> it.name()).toList();
    }
}
