package dev.stepfold.generation.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.structure.AgentStructure;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Schedule;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.Quality;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Scores a finished agent; docs/agent.md has the formula and an example. */
public final class AgentScores {
    /** What a warning weighs beside an error. */
    private static final double WARNING = 0.25;

    private static final Set<String> SHELL = Set.of("id", "name", "description", "createdAt", "updatedAt");

    private AgentScores() {}

    /**
     * The scores, each rounded to two places.
     *
     * @param understanding the result of the first step; null if there is none; then nothing counts as missing
     * @param request what was asked for; null for a change, which says nothing about the rest of the agent
     */
    public static Quality of(Agent agent, @Nullable ObjectNode understanding, @Nullable String request) {
        Understood understood = Understood.of(understanding);
        double fidelity = request == null ? 1 : Fidelity.of(agent, request);
        double completeness = completeness(agent, understood) * fidelity * substance(agent);
        double consistency = consistency(agent);
        double coverage = coverage(agent);
        return new Quality(
                rounded(completeness),
                rounded(consistency),
                rounded(coverage),
                rounded(Math.cbrt(completeness * consistency * coverage)));
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
                        + understood.needs().size()
                        + understood.unread());
    }

    /** A model that has only a name and a description is a shell: it holds nothing of what the request is about. */
    private static double substance(Agent agent) {
        long shells = count(
                agent.models(),
                model -> model.fields().stream()
                        .allMatch(field -> field.references() != null || SHELL.contains(field.name())));
        return 1 - share(shells, agent.models().size(), 0) / 2;
    }

    private static double consistency(Agent agent) {
        int parts = agent.models().size()
                + agent.enums().size()
                + agent.actions().size()
                + agent.schedules().size();
        double weight = AgentStructure.findings(agent).stream()
                .mapToDouble(finding -> finding.severity() == Finding.Severity.ERROR ? 1 : WARNING)
                .sum();
        return parts == 0 ? 1 : Math.max(0, parts - weight) / parts;
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
        return share(part, whole, 1);
    }

    private static double share(long part, long whole, double ofNothing) {
        return whole == 0 ? ofNothing : (double) part / whole;
    }

    private static double rounded(double score) {
        return Math.round(score * 100) / 100.0;
    }
}
