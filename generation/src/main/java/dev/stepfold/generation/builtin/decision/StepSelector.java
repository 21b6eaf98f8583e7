package dev.stepfold.generation.builtin.decision;

import dev.stepfold.generation.builtin.action.ActionNames;
import dev.stepfold.generation.builtin.change.AgentEdits;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.Edit;
import dev.stepfold.generation.builtin.result.EntitySpec;
import dev.stepfold.generation.builtin.result.LinkSpec;
import dev.stepfold.generation.builtin.result.StepSelection;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.wording.Wording;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Selects those of the three generators that are needed. The technical analysis always is. */
public final class StepSelector {
    private static final Set<Edit.Kind> ONLY_SCHEDULES =
            Set.of(Edit.Kind.RESCHEDULE, Edit.Kind.REZONE, Edit.Kind.UNSCHEDULE);
    private final Understanding understanding;
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();

    private StepSelector(Understanding understanding) {
        this.understanding = understanding;
    }

    /**
     * The generators that are needed, and why.
     *
     * @param existing the agent to change; null for a new one
     */
    public static StepSelection select(Understanding understanding, @Nullable Agent existing) {
        StepSelector selector = new StepSelector(understanding);
        if (existing == null) {
            selector.build();
            return selector.selection(StepSelection.NEW, List.of());
        }
        Agent edited = AgentEdits.apply(existing, understanding.edits());
        selector.change(existing, edited);
        return selector.selection(StepSelection.CHANGE, selector.touches(existing, edited));
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

    private void change(Agent existing, Agent edited) {
        Set<String> names = new LinkedHashSet<>();
        understanding.edits().stream()
                .filter(edit -> !edited.models().equals(existing.models()))
                .filter(edit -> !ONLY_SCHEDULES.contains(edit.kind()))
                .forEach(edit -> names.add(edit.target()));
        understanding.entities().forEach(entity -> names.add(entity.name()));
        Set<String> actions = edited.actions().stream().map(Action::name).collect(Collectors.toSet());
        List<String> wanted = ActionNames.wanted(understanding, edited);
        List<String> missing =
                wanted.stream().filter(name -> !actions.contains(name)).toList();
        boolean acts = !edited.actions().equals(existing.actions());
        if (names.isEmpty()) {
            skip(StepId.DATABASE_GENERATION, "The request changes nothing about what is stored.");
        } else {
            need(StepId.DATABASE_GENERATION, "What is stored changes: " + Wording.list(new ArrayList<>(names)) + ".");
        }
        if (!names.isEmpty()) {
            need(
                    StepId.ACTION_GENERATION,
                    "The actions must follow what changes about " + Wording.list(new ArrayList<>(names)) + ".");
        } else if (acts) {
            need(StepId.ACTION_GENERATION, "An action acts at another distance from its date.");
        } else if (!missing.isEmpty()) {
            need(StepId.ACTION_GENERATION, "New actions are asked for: " + Wording.list(missing) + ".");
        } else {
            skip(
                    StepId.ACTION_GENERATION,
                    wanted.isEmpty()
                            ? "The request asks for no new action."
                            : "The agent has the actions that are asked for.");
        }
        schedules(existing, edited);
    }

    private void schedules(Agent existing, Agent edited) {
        boolean all = understanding.recurringNeeds().stream()
                .allMatch(need -> edited.schedules().stream()
                        .anyMatch(schedule ->
                                isServed(schedule, ActionNames.of(understanding, need, edited), need.cron())));
        if (!edited.schedules().equals(existing.schedules())) {
            need(StepId.SCHEDULE_GENERATION, "Schedules change, or what they call does.");
        } else if (understanding.recurringNeeds().isEmpty()) {
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

    private List<String> touches(Agent existing, Agent edited) {
        List<String> touches = new ArrayList<>();
        understanding.edits().forEach(edit -> touches.add(edit.inWords()));
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
        Agent renamed = AgentEdits.renamed(existing, understanding.edits());
        Set<String> kept = edited.actions().stream().map(Action::name).collect(Collectors.toSet());
        renamed.actions().stream()
                .map(Action::name)
                .filter(name -> !kept.contains(name))
                .forEach(name -> touches.add("action " + name + " goes"));
        Set<String> actions = edited.actions().stream().map(Action::name).collect(Collectors.toSet());
        ActionNames.wanted(understanding, edited).stream()
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

    private StepSelection selection(String mode, List<String> touches) {
        return new StepSelection(mode, List.copyOf(reasons.keySet()), skipped, reasons, touches);
    }
}
