package dev.stepfold.generation.builtin.schedule;

import dev.stepfold.generation.builtin.action.ActionNames;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.language.VerbKind;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.result.SchedulesResult;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Schedule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Designs the schedules: one for each recurring need, at most {@value #MAX}.
 *
 * <p>Coverage is the number of actions that a schedule calls, divided by the number of actions that one could call:
 * those that are called, those that recurring needs ask for, and those that tell people, report or exchange data when a
 * person asks for it. An action that an event triggers already runs by itself and does not count. If nothing could be
 * automated, the coverage is 1.
 */
public final class ScheduleDesigner {
    static final int MAX = 20;

    private final List<Schedule> schedules = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private ScheduleDesigner() {}

    /**
     * The design.
     *
     * @param actions all actions of the agent
     * @param existing the agent to change; null for a new one
     */
    public static SchedulesResult design(Understanding understanding, List<Action> actions, @Nullable Agent existing) {
        ScheduleDesigner designer = new ScheduleDesigner();
        if (existing != null) {
            existing.schedules().forEach(designer::keep);
        }
        Set<String> callable = actions.stream().map(Action::name).collect(Collectors.toSet());
        Set<String> wanted = new LinkedHashSet<>();
        for (RecurringNeed need : understanding.recurringNeeds()) {
            String action = ActionNames.of(understanding, need, existing);
            if (callable.contains(action)) {
                wanted.add(action);
                designer.add(need, action);
            }
        }
        return designer.result(actions, wanted);
    }

    private void keep(Schedule schedule) {
        schedules.add(schedule);
        names.add(schedule.name());
    }

    private void add(RecurringNeed need, String action) {
        boolean there = schedules.stream()
                .anyMatch(schedule -> schedule.action().equals(action)
                        && schedule.cron().equals(need.cron())
                        && schedule.timeZone().equals(need.timeZone()));
        if (there || schedules.size() >= MAX) {
            return;
        }
        String plain = action + rhythm(need.cron());
        String name = plain;
        for (int i = 2; names.contains(name); i++) {
            name = plain + i;
        }
        keep(Schedule.of(name, need.cron(), need.timeZone(), action, need.purpose()));
    }

    /** "Daily" and its like, by the first field of the cron that decides it. */
    private static String rhythm(String cron) {
        String[] fields = cron.split(" ", -1);
        if (fields[1].equals("*") && !fields[0].contains("*")) {
            return "Hourly";
        }
        if (fields[0].contains("*") || fields[1].contains("*")) {
            return "Often";
        }
        if (!fields[3].equals("*")) {
            return "Seasonally";
        }
        if (!fields[2].equals("*")) {
            return fields[2].startsWith("*/") ? "Daily" : "Monthly";
        }
        return fields[4].equals("*") || fields[4].contains("-") ? "Daily" : "Weekly";
    }

    private SchedulesResult result(List<Action> actions, Set<String> wanted) {
        Set<String> called = schedules.stream().map(Schedule::action).collect(Collectors.toSet());
        Set<String> could = new LinkedHashSet<>(wanted);
        could.addAll(called);
        actions.stream().filter(ScheduleDesigner::couldRecur).map(Action::name).forEach(could::add);
        List<String> open =
                could.stream().filter(name -> !called.contains(name)).toList();
        double coverage = could.isEmpty() ? 1 : (could.size() - open.size()) / (double) could.size();
        return new SchedulesResult(schedules, Math.round(coverage * 100) / 100.0, open);
    }

    private static boolean couldRecur(Action action) {
        if (!action.trigger().equals("request")) {
            return false;
        }
        String verb = Names.spoken(action.name());
        int space = verb.indexOf(' ');
        Set<VerbKind> kinds = Lexicon.english().kindsOf(space < 0 ? verb : verb.substring(0, space));
        boolean exchange = kinds.contains(VerbKind.TRANSFER) && !kinds.contains(VerbKind.TRANSITION);
        return kinds.contains(VerbKind.NOTIFY) || kinds.contains(VerbKind.REPORT) || exchange;
    }
}
