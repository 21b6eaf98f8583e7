package dev.stepfold.generation.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.event.Insight;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Suggestions for the owner of a finished agent, the most pressing first; docs/agent.md lists the rules. */
public final class Insights {
    /** How many suggestions there are at most; those of the later rules are left out. */
    public static final int MAX = 10;

    private static final Pattern PERSONAL =
            Pattern.compile("(?i).*(email|phone|birth|address|insurance|passport|salary|gender).*");
    private static final Pattern REMOVES = Pattern.compile("(?i)(delete|erase|purge|anonymi[sz]e|remove|archive).*");
    private static final Pattern NOTIFIES = Pattern.compile("(?i)(notify|remind|send|email|text|alert|message|tell).*");
    private static final Set<String> BOOKKEEPING = Set.of("createdAt", "updatedAt", "deletedAt");

    private final Agent agent;
    private final Set<String> scheduled;

    private Insights(Agent agent) {
        this.agent = agent;
        this.scheduled = AgentScores.scheduled(agent);
    }

    /**
     * The suggestions, the same ones for the same agent.
     *
     * @param understanding the result of the first step; null if there is none
     */
    public static List<Insight> of(Agent agent, @Nullable ObjectNode understanding) {
        Insights rules = new Insights(agent);
        List<Insight> insights = new ArrayList<>();
        agent.actions().forEach(action -> rules.trigger(action, insights));
        agent.models().forEach(model -> rules.personalData(model, insights));
        rules.notification(insights);
        agent.models().forEach(model -> rules.dates(model, insights));
        agent.models().forEach(model -> rules.foreignKeys(model, insights));
        agent.models().forEach(model -> rules.writer(model, insights));
        for (String ambiguity : Understood.of(understanding).ambiguities()) {
            insights.add(new Insight("Say in the request what was left open", ambiguity));
        }
        agent.models().forEach(model -> unique(model, insights));
        return insights.stream().distinct().limit(MAX).toList();
    }

    private void trigger(Action action, List<Insight> insights) {
        if (action.trigger().equals("schedule") && !scheduled.contains(action.name())) {
            insights.add(new Insight(
                    "Add a schedule for " + action.name(),
                    "It is meant to run by the clock, and no schedule calls it"));
        }
    }

    private void personalData(Model model, List<Insight> insights) {
        boolean removed = agent.actions().stream()
                .anyMatch(action -> scheduled.contains(action.name())
                        && REMOVES.matcher(action.name()).matches()
                        && AgentScores.writes(action, model.name()));
        if (!removed) {
            fields(model)
                    .filter(field -> PERSONAL.matcher(field.name()).matches())
                    .findFirst()
                    .ifPresent(field -> insights.add(new Insight(
                            "Schedule the removal of old rows of " + model.name(),
                            model.name() + "." + field.name() + " is personal data that is kept without end")));
        }
    }

    private void notification(List<Insight> insights) {
        boolean notifies = agent.actions().stream()
                .anyMatch(action -> NOTIFIES.matcher(action.name()).matches());
        if (!notifies) {
            agent.models().stream()
                    .filter(model -> dateOf(model).findAny().isPresent())
                    .findFirst()
                    .ifPresent(model -> insights.add(new Insight(
                            "Add a notification about " + model.name(),
                            model.name() + " has a date, and nobody is told when it comes")));
        }
    }

    private void dates(Model model, List<Insight> insights) {
        boolean watched = agent.actions().stream()
                .anyMatch(action -> scheduled.contains(action.name()) && AgentScores.touches(action, model.name()));
        if (!watched) {
            dateOf(model)
                    .findFirst()
                    .ifPresent(field -> insights.add(new Insight(
                            "Add a schedule that looks at " + model.name() + "." + field.name(),
                            "It is a date, and nothing runs by the clock for " + model.name())));
        }
    }

    private void foreignKeys(Model model, List<Insight> insights) {
        for (Field field : model.fields()) {
            if (field.references() != null && !field.unique() && !isIndexed(field)) {
                insights.add(new Insight(
                        "Add an index on " + model.name() + "." + field.name(),
                        "It is a foreign key, and without an index each look-up reads the whole table"));
            }
        }
    }

    private void writer(Model model, List<Insight> insights) {
        if (agent.actions().stream().noneMatch(action -> AgentScores.writes(action, model.name()))) {
            insights.add(new Insight("Add an action that writes " + model.name(), "No action does, so it stays empty"));
        }
    }

    private static void unique(Model model, List<Insight> insights) {
        if (model.fields().stream()
                .noneMatch(field -> field.unique() && !field.name().equals("id"))) {
            insights.add(new Insight(
                    "Make a field of " + model.name() + " unique",
                    "Nothing but its key tells two rows apart, so the same one can be entered twice"));
        }
    }

    /** Looks for the column's name in whatever table: a missing suggestion is better than a wrong one. */
    private boolean isIndexed(Field field) {
        String column = field.name().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        Pattern word = Pattern.compile("\\b" + Pattern.quote(column) + "\\b");
        return Stream.of(agent.ddl().toLowerCase(Locale.ROOT).split(";", -1))
                .map(String::strip)
                .filter(statement ->
                        statement.startsWith("create index") || statement.startsWith("create unique index"))
                .anyMatch(statement -> word.matcher(statement).find());
    }

    private static Stream<Field> dateOf(Model model) {
        return fields(model)
                .filter(field -> field.type().equals("date") || field.type().equals("datetime"));
    }

    private static Stream<Field> fields(Model model) {
        return model.fields().stream().filter(field -> !BOOKKEEPING.contains(field.name()));
    }
}
