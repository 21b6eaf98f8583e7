package dev.stepfold.generation.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.structure.AgentStructure;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Schedule;
import dev.stepfold.schemas.event.Quality;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Scores a finished agent; docs/agent.md has the formula and an example. */
public final class AgentScores {
    private AgentScores() {}

    /**
     * The scores, each rounded to two places.
     *
     * @param understanding the result of the first step; null if there is none; then nothing counts as missing
     */
    public static Quality of(Agent agent, @Nullable ObjectNode understanding) {
        Understood understood = Understood.of(understanding);
        double completeness = completeness(agent, understood);
        double consistency = consistency(agent);
        double coverage = coverage(agent);
        return new Quality(
                rounded(completeness),
                rounded(consistency),
                rounded(coverage),
                rounded((completeness + consistency + coverage) / 3));
    }

    private static double completeness(Agent agent, Understood understood) {
        Set<String> scheduled = scheduled(agent);
        long met = count(
                        understood.entities(),
                        name -> agent.models().stream()
                                .anyMatch(model -> model.name().equalsIgnoreCase(name)))
                + count(
                        understood.features(),
                        entity -> agent.actions().stream().anyMatch(action -> touches(action, entity)))
                + count(
                        understood.needs(),
                        entity -> agent.actions().stream()
                                .anyMatch(action -> scheduled.contains(action.name()) && touches(action, entity)));
        return share(
                met,
                understood.entities().size()
                        + understood.features().size()
                        + understood.needs().size());
    }

    private static double consistency(Agent agent) {
        int parts = agent.models().size()
                + agent.enums().size()
                + agent.actions().size()
                + agent.schedules().size();
        long findings = AgentStructure.findings(agent).size();
        return share(Math.max(0, parts - findings), parts);
    }

    private static double coverage(Agent agent) {
        Set<String> scheduled = scheduled(agent);
        List<Action> byClock = agent.actions().stream()
                .filter(action -> action.trigger().equals("schedule"))
                .toList();
        long automated = count(
                        agent.models(),
                        model -> agent.actions().stream().anyMatch(action -> writes(action, model.name())))
                + count(byClock, action -> scheduled.contains(action.name()));
        return share(automated, agent.models().size() + byClock.size());
    }

    static Set<String> scheduled(Agent agent) {
        return agent.schedules().stream().map(Schedule::action).collect(Collectors.toSet());
    }

    static boolean touches(Action action, String model) {
        return writes(action, model) || names(action.reads(), model);
    }

    static boolean writes(Action action, String model) {
        return names(action.writes(), model);
    }

    /** Whether a reference is to the model, or to a field of it. */
    private static boolean names(List<String> references, String model) {
        return references.stream().anyMatch(name -> name.split("\\.", 2)[0].equalsIgnoreCase(model));
    }

    private static <T> long count(List<T> values, Predicate<T> test) {
        return values.stream().filter(test).count();
    }

    /** A share of nothing is 1. */
    private static double share(long part, long whole) {
        return whole == 0 ? 1 : (double) part / whole;
    }

    private static double rounded(double score) {
        return Math.round(score * 100) / 100.0;
    }
}
