package dev.stepfold.orchestrator.builtin.decision;

import dev.stepfold.orchestrator.builtin.action.ActionNames;
import dev.stepfold.orchestrator.builtin.language.Names;
import dev.stepfold.orchestrator.builtin.result.AttributeSpec;
import dev.stepfold.orchestrator.builtin.result.Decision;
import dev.stepfold.orchestrator.builtin.result.EntitySpec;
import dev.stepfold.orchestrator.builtin.result.LinkSpec;
import dev.stepfold.orchestrator.builtin.result.Understanding;
import dev.stepfold.orchestrator.builtin.wording.Wording;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides which of the three generators are needed. The technical analysis always is. */
public final class Decider {
    private final Understanding understanding;
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();

    private Decider(Understanding understanding) {
        this.understanding = understanding;
    }

    /**
     * The decision.
     *
     * @param existing the agent to change; null for a new one
     */
    public static Decision decide(Understanding understanding, @Nullable Agent existing) {
        Decider decider = new Decider(understanding);
        if (existing == null) {
            decider.build();
            return decider.decision(Decision.NEW, List.of());
        }
        decider.change(existing);
        return decider.decision(Decision.CHANGE, decider.touches(existing));
    }

    private void build() {
        int entities = understanding.entities().size();
        need(StepId.DATABASE_GENERATION, Wording.count(entities, "entity", "entities") + " must be stored.");
        need(StepId.ACTION_GENERATION, Wording.count(understanding.features().size(), "feature") + " must be offered.");
        int needs = understanding.recurringNeeds().size();
        if (needs == 0) {
            skip(StepId.SCHEDULE_GENERATION, "The request wants nothing to happen by itself.");
        } else {
            need(StepId.SCHEDULE_GENERATION, Wording.count(needs, "recurring need") + " must be scheduled.");
        }
    }

    private void change(Agent existing) {
        List<String> names =
                understanding.entities().stream().map(EntitySpec::name).toList();
        Set<String> actions = existing.actions().stream().map(Action::name).collect(Collectors.toSet());
        List<String> wanted = ActionNames.wanted(understanding, existing);
        List<String> missing =
                wanted.stream().filter(name -> !actions.contains(name)).toList();
        if (names.isEmpty()) {
            skip(StepId.DATABASE_GENERATION, "The request changes nothing about what is stored.");
        } else {
            need(StepId.DATABASE_GENERATION, "What is stored changes: " + Wording.list(names) + ".");
        }
        if (!names.isEmpty()) {
            need(StepId.ACTION_GENERATION, "The actions must take what is new about " + Wording.list(names) + ".");
        } else if (!missing.isEmpty()) {
            need(StepId.ACTION_GENERATION, "New actions are asked for: " + Wording.list(missing) + ".");
        } else {
            skip(
                    StepId.ACTION_GENERATION,
                    wanted.isEmpty()
                            ? "The request asks for no new action."
                            : "The agent has the actions that are asked for.");
        }
        schedules(existing);
    }

    private void schedules(Agent existing) {
        boolean all = understanding.recurringNeeds().stream()
                .allMatch(need -> existing.schedules().stream()
                        .anyMatch(schedule ->
                                isServed(schedule, ActionNames.of(understanding, need, existing), need.cron())));
        if (understanding.recurringNeeds().isEmpty()) {
            skip(StepId.SCHEDULE_GENERATION, "The request names nothing that recurs.");
        } else if (all) {
            skip(StepId.SCHEDULE_GENERATION, "The agent has the schedules that are asked for.");
        } else {
            need(StepId.SCHEDULE_GENERATION, "New schedules are asked for.");
        }
    }

    private static boolean isServed(Schedule schedule, String action, String cron) {
        return schedule.action().equals(action) && schedule.cron().equals(cron);
    }

    private List<String> touches(Agent existing) {
        List<String> touches = new ArrayList<>();
        for (EntitySpec entity : understanding.entities()) {
            if (entity.existing()) {
                Stream<String> added = Stream.concat(
                        entity.attributes().stream().map(AttributeSpec::name),
                        entity.links().stream().map(LinkSpec::name));
                touches.add("model " + entity.name() + ": " + Wording.list(added.toList()));
            } else {
                touches.add("new model " + entity.name());
            }
        }
        Set<String> actions = existing.actions().stream().map(Action::name).collect(Collectors.toSet());
        ActionNames.wanted(understanding, existing).stream()
                .filter(name -> !actions.contains(name))
                .forEach(name -> touches.add("new action " + name));
        understanding
                .recurringNeeds()
                .forEach(need -> touches.add(
                        "new schedule \"" + need.when() + "\" for " + Names.spoken(Names.plural(need.entity()))));
        return touches;
    }

    private void need(StepId step, String reason) {
        reasons.put(step.wireName(), reason);
    }

    private void skip(StepId step, String reason) {
        skipped.put(step.wireName(), reason);
    }

    private Decision decision(String mode, List<String> touches) {
        return new Decision(mode, List.copyOf(reasons.keySet()), skipped, reasons, touches);
    }
}
