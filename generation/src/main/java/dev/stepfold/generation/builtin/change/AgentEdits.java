package dev.stepfold.generation.builtin.change;

import dev.stepfold.generation.builtin.result.Edit;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Schedule;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An agent after edits. Everything that an edit does not concern stays byte for byte. Everything that cannot stay is
 * removed with it: the foreign keys to a removed model, the actions that write it, their schedules, and enums that
 * nothing uses any more. The DDL is left to the database's designer.
 */
public final class AgentEdits {
    private AgentEdits() {}

    /** The agent after all edits, in their order. An edit of something that does not exist changes nothing. */
    public static Agent apply(Agent agent, List<Edit> edits) {
        Agent edited = agent;
        for (Edit edit : edits) {
            edited = apply(edited, edit);
        }
        return edited;
    }

    /** The agent with only its new names: the same columns as before, under their new names. */
    public static Agent renamed(Agent agent, List<Edit> edits) {
        return apply(
                agent,
                edits.stream()
                        .filter(edit -> edit.kind() == Edit.Kind.RENAME_MODEL || edit.kind() == Edit.Kind.RENAME_FIELD)
                        .toList());
    }

    /** Whether a new name is valid in a database and not taken. Other edits are always possible. */
    public static boolean isPossible(Agent agent, Edit edit) {
        return switch (edit.kind()) {
            case RENAME_MODEL ->
                edit.requireTo().matches("[A-Z][A-Za-z0-9]{0,59}")
                        && agent.models().stream().noneMatch(it -> it.name().equalsIgnoreCase(edit.requireTo()))
                        && agent.enums().stream().noneMatch(it -> it.name().equalsIgnoreCase(edit.requireTo()));
            case RENAME_FIELD ->
                edit.requireTo().matches("[a-z][A-Za-z0-9]{0,59}")
                        && agent.models().stream()
                                .filter(model -> model.name().equals(edit.target()))
                                .noneMatch(model -> hasName(model, edit));
            case REMOVE_MODEL,
                    REMOVE_FIELD,
                    RETYPE_FIELD,
                    REQUIRE_FIELD,
                    RELAX_FIELD,
                    RELEAD,
                    RESCHEDULE,
                    REZONE,
                    UNSCHEDULE -> true;
        };
    }

    private static boolean hasName(Model model, Edit edit) {
        String to = edit.requireTo();
        String role = to.endsWith("Id") ? to.substring(0, to.length() - 2) : to;
        return model.fields().stream().anyMatch(field -> field.name().equalsIgnoreCase(to))
                || model.relations().stream()
                        .anyMatch(it ->
                                it.name().equalsIgnoreCase(to) || it.name().equalsIgnoreCase(role));
    }

    private static Agent apply(Agent agent, Edit edit) {
        return switch (edit.kind()) {
            case RESCHEDULE, REZONE -> scheduled(agent, rescheduled(agent.schedules(), edit));
            case RELEAD -> relead(agent, edit);
            case UNSCHEDULE ->
                scheduled(
                        agent,
                        agent.schedules().stream()
                                .filter(schedule -> !schedule.name().equals(edit.target()))
                                .toList());
            case RENAME_MODEL, RENAME_FIELD, REMOVE_MODEL, REMOVE_FIELD, RETYPE_FIELD, REQUIRE_FIELD, RELAX_FIELD ->
                modelled(agent, edit);
        };
    }

    private static List<Schedule> rescheduled(List<Schedule> schedules, Edit edit) {
        boolean zone = edit.kind() == Edit.Kind.REZONE;
        return schedules.stream()
                .map(schedule -> schedule.name().equals(edit.target())
                        ? Schedule.of(
                                schedule.name(),
                                zone ? schedule.cron() : edit.requireTo(),
                                zone ? edit.requireTo() : schedule.timeZone(),
                                schedule.action(),
                                schedule.purpose())
                        : schedule)
                .toList();
    }

    /** Whether the action that a schedule calls acts at a distance from a date. */
    public static boolean countsFromADate(Agent agent, Schedule schedule) {
        return agent.actions().stream()
                .filter(action -> action.name().equals(schedule.action()))
                .anyMatch(action -> ActionEdit.lead(action).isPresent());
    }

    /** The action that the schedule calls keeps another distance from the date; nothing else about it changes. */
    private static Agent relead(Agent agent, Edit edit) {
        String[] to = edit.requireTo().split(" ", 2);
        Set<String> called = agent.schedules().stream()
                .filter(schedule -> schedule.name().equals(edit.target()))
                .map(Schedule::action)
                .collect(Collectors.toSet());
        List<Action> actions = agent.actions().stream()
                .map(action -> called.contains(action.name())
                        ? ActionEdit.relead(action, to[0], Integer.parseInt(to[1]))
                        : action)
                .toList();
        List<Schedule> schedules = agent.schedules().stream()
                .map(schedule -> schedule.name().equals(edit.target()) ? repurposed(schedule, actions) : schedule)
                .toList();
        return with(agent, actions, schedules);
    }

    private static Schedule repurposed(Schedule schedule, List<Action> actions) {
        String purpose = actions.stream()
                .filter(action -> action.name().equals(schedule.action()))
                .map(Action::purpose)
                .findFirst()
                .orElse(schedule.purpose());
        return new Schedule(
                schedule.name(),
                schedule.cron(),
                schedule.timeZone(),
                schedule.action(),
                purpose,
                schedule.recurrence());
    }

    private static Agent scheduled(Agent agent, List<Schedule> schedules) {
        return with(agent, agent.actions(), schedules);
    }

    private static Agent with(Agent agent, List<Action> actions, List<Schedule> schedules) {
        return new Agent(
                agent.name(),
                agent.description(),
                agent.models(),
                agent.enums(),
                agent.ddl(),
                actions,
                schedules,
                null);
    }

    private static Agent modelled(Agent agent, Edit edit) {
        ModelEdit models = new ModelEdit(agent, edit);
        var edited = models.models();
        ActionEdit actions = new ActionEdit(agent, edited, edit);
        var kept = actions.actions();
        Set<String> callable = kept.stream().map(action -> action.name()).collect(Collectors.toSet());
        List<Schedule> schedules = agent.schedules().stream()
                .map(actions::schedule)
                .filter(schedule -> callable.contains(schedule.action()))
                .toList();
        Set<String> before = models.usedTypes(agent.models());
        Set<String> after = models.usedTypes(edited);
        List<EnumType> enums = agent.enums().stream()
                .filter(type -> after.contains(type.name()) || !before.contains(type.name()))
                .toList();
        return new Agent(
                agent.name(),
                Objects.requireNonNull(agent.description()),
                edited,
                enums,
                agent.ddl(),
                kept,
                schedules,
                null);
    }
}
