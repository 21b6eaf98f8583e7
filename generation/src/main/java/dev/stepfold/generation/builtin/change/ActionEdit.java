package dev.stepfold.generation.builtin.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.builtin.action.JsonSchemas;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.result.Edit;
import dev.stepfold.generation.builtin.wording.Wording;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Applies one edit of the models to the actions and to the schedules that call them. */
record ActionEdit(Agent agent, List<Model> after, Edit edit) {
    private static final Pattern LEAD = Pattern.compile("(minute|hour|day|week|month)s(Before|After)");

    List<Action> actions() {
        return switch (edit.kind()) {
            case RENAME_MODEL ->
                agent.actions().stream().map(this::forRenamedModel).toList();
            case REMOVE_MODEL ->
                agent.actions().stream()
                        .filter(action -> !isAboutGone(action))
                        .map(this::withoutModel)
                        .toList();
            case RENAME_FIELD, REMOVE_FIELD, RETYPE_FIELD, REQUIRE_FIELD, RELAX_FIELD ->
                agent.actions().stream()
                        .map(action -> uses(action, edit.target()) ? forField(action) : action)
                        .toList();
            case RELEAD, RESCHEDULE, REZONE, UNSCHEDULE -> agent.actions();
        };
    }

    /** The schedule as it is called now. */
    Schedule schedule(Schedule schedule) {
        if (edit.kind() != Edit.Kind.RENAME_MODEL) {
            return schedule;
        }
        boolean renamed = agent.actions().stream()
                .anyMatch(action -> action.name().equals(schedule.action()) && uses(action, edit.target()));
        return renamed
                ? new Schedule(
                        identifier(schedule.name()),
                        schedule.cron(),
                        schedule.timeZone(),
                        identifier(schedule.action()),
                        words(schedule.purpose()),
                        schedule.recurrence())
                : schedule;
    }

    private static boolean uses(Action action, String model) {
        return action.reads().contains(model) || action.writes().contains(model);
    }

    private Action forRenamedModel(Action action) {
        if (!uses(action, edit.target())) {
            return action;
        }
        UnaryOperator<String> name = model -> model.equals(edit.target()) ? edit.requireTo() : model;
        return new Action(
                identifier(action.name()),
                words(action.purpose()),
                keys(action, action.input()),
                keys(action, action.output()),
                action.reads().stream().map(name).toList(),
                action.writes().stream().map(name).toList(),
                action.trigger(),
                action.complexity());
    }

    /** {@code remindDriversAboutVans} for vehicles is {@code remindDriversAboutVehicles}. */
    private String identifier(String name) {
        String to = edit.requireTo();
        String plural = Names.plural(edit.target());
        return name.replaceAll(plural + "(?![a-z])", Names.plural(to)).replaceAll(edit.target() + "(?![a-z])", to);
    }

    private String words(String purpose) {
        String to = edit.requireTo();
        return purpose.replaceAll(
                        "\\b" + Names.spoken(Names.plural(edit.target())) + "\\b", Names.spoken(Names.plural(to)))
                .replaceAll("\\b" + Names.spoken(edit.target()) + "\\b", Names.spoken(to));
    }

    /** The parameters that carry the model's own key; its foreign keys elsewhere keep their names. */
    private ObjectNode keys(Action action, ObjectNode schema) {
        Set<String> fields = agent.models().stream()
                .filter(model -> uses(action, model.name()))
                .flatMap(model -> model.fields().stream())
                .map(Field::name)
                .collect(Collectors.toSet());
        String from = Names.camel(Names.spoken(edit.target())) + "Id";
        String to = Names.camel(Names.spoken(edit.requireTo())) + "Id";
        ObjectNode renamed = SchemaProperties.renamed(schema, from + "s", to + "s");
        return fields.contains(from) ? renamed : SchemaProperties.renamed(renamed, from, to);
    }

    private boolean isAboutGone(Action action) {
        boolean subject = action.writes().isEmpty()
                && !action.reads().isEmpty()
                && action.reads().getFirst().equals(edit.target());
        return action.writes().contains(edit.target()) || subject;
    }

    private Action withoutModel(Action action) {
        List<Action> result = new ArrayList<>(List.of(action));
        for (Model model : agent.models()) {
            for (Field field : model.fields()) {
                if (ModelEdit.pointsTo(field, edit.target()) && uses(action, model.name())) {
                    result.set(
                            0, properties(result.getFirst(), schema -> SchemaProperties.without(schema, field.name())));
                }
            }
        }
        Action kept = result.getFirst();
        if (!kept.reads().contains(edit.target())) {
            return kept;
        }
        List<String> reads =
                kept.reads().stream().filter(it -> !it.equals(edit.target())).toList();
        return new Action(
                kept.name(),
                kept.purpose(),
                kept.input(),
                kept.output(),
                reads,
                kept.writes(),
                kept.trigger(),
                kept.complexity());
    }

    private Action forField(Action action) {
        String field = edit.field() == null ? "" : edit.field();
        return switch (edit.kind()) {
            case REMOVE_FIELD -> properties(action, schema -> SchemaProperties.without(schema, field));
            case RENAME_FIELD ->
                properties(action, schema -> SchemaProperties.renamed(schema, field, edit.requireTo()));
            case RETYPE_FIELD, REQUIRE_FIELD, RELAX_FIELD ->
                field().map(it -> redescribed(action, it)).orElse(action);
            case RENAME_MODEL, REMOVE_MODEL, RELEAD, RESCHEDULE, REZONE, UNSCHEDULE -> action;
        };
    }

    private Optional<Field> field() {
        return after.stream()
                .filter(model -> model.name().equals(edit.target()))
                .flatMap(model -> model.fields().stream())
                .filter(field -> field.name().equals(edit.field()))
                .findFirst();
    }

    /** A row always has its required fields; a caller must give them only for a new row. */
    private Action redescribed(Action action, Field field) {
        JsonNode value = new JsonSchemas(agent.enums()).value(field);
        String name = action.name().toLowerCase(Locale.ROOT);
        boolean creates = name.equals("create" + edit.target().toLowerCase(Locale.ROOT));
        boolean given = creates && field.required() && field.defaultValue() == null;
        return new Action(
                action.name(),
                action.purpose(),
                SchemaProperties.described(action.input(), field.name(), value, given),
                SchemaProperties.described(action.output(), field.name(), value, field.required()),
                action.reads(),
                action.writes(),
                action.trigger(),
                action.complexity());
    }

    /** The property that says how far from a date the action acts. */
    static Optional<String> lead(Action action) {
        return action.input()
                .path("properties")
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(LEAD.asMatchPredicate())
                .findFirst();
    }

    /** The action, at another distance from a date. */
    static Action relead(Action action, String property, int amount) {
        return lead(action)
                .map(name -> {
                    ObjectNode renamed = SchemaProperties.renamed(action.input(), name, property);
                    renamed.withObject("/properties/" + property).put("default", amount);
                    return new Action(
                            action.name(),
                            purpose(action, property, amount),
                            renamed,
                            action.output(),
                            action.reads(),
                            action.writes(),
                            action.trigger(),
                            action.complexity());
                })
                .orElse(action);
    }

    /** "Reminds team members about tasks 3 days before.", of {@code remindTeamMembersAboutTasks} and {@code daysBefore}. */
    static String purpose(Action action, String property, int amount) {
        List<String> name = List.of(Names.spoken(action.name()).split(" ", -1));
        return Wording.capital(Wording.thirdPerson(name.getFirst())) + " "
                + String.join(" ", name.subList(1, name.size())) + " " + amount + " " + Names.spoken(property) + ".";
    }

    private static Action properties(Action action, UnaryOperator<ObjectNode> change) {
        return action.withSchemas(change.apply(action.input()), change.apply(action.output()));
    }
}
