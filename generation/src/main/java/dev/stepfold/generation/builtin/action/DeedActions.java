package dev.stepfold.generation.builtin.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.language.VerbKind;
import dev.stepfold.generation.builtin.result.Feature;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The actions that features and recurring needs require. */
final class DeedActions {
    private static final Set<String> GIVING = Set.of("transfer", "move", "give");
    private static final Set<String> HARD =
            Set.of("import", "sync", "forecast", "predict", "synchronise", "synchronize");

    private final Lexicon lexicon = Lexicon.english();
    private final Map<String, Model> models;
    private final Map<String, List<String>> enums;
    private final JsonSchemas schemas;

    DeedActions(List<Model> models, List<EnumType> enums, JsonSchemas schemas) {
        this.models = models.stream().collect(Collectors.toMap(Model::name, Function.identity(), (a, b) -> a));
        this.enums = enums.stream().collect(Collectors.toMap(EnumType::name, EnumType::values, (a, b) -> a));
        this.schemas = schemas;
    }

    /** The action of a feature; empty if its model is missing. */
    Optional<Action> of(Feature feature, String name) {
        Model model = models.get(feature.entity());
        if (model == null) {
            return Optional.empty();
        }
        String trigger = feature.event() ? "event" : CrudActions.ON_REQUEST;
        @Nullable Model recipient = feature.recipient() == null ? null : models.get(feature.recipient());
        Set<VerbKind> kinds = lexicon.kindsOf(feature.verb());
        if (kinds.contains(VerbKind.NOTIFY)) {
            return Optional.of(message(name, feature.purpose(), model, recipient, null, trigger));
        }
        if (kinds.contains(VerbKind.REPORT) || isExchange(kinds)) {
            return Optional.of(report(name, feature.verb(), feature.purpose(), model, trigger));
        }
        if (feature.subject() != null) {
            return Optional.of(batch(name, feature.verb(), feature.purpose(), model, null, trigger));
        }
        return Optional.of(
                kinds.contains(VerbKind.DELETE)
                        ? delete(name, feature.purpose(), model)
                        : single(name, feature, model, recipient, trigger));
    }

    /** The action of a recurring need; empty if its model is missing. */
    Optional<Action> of(RecurringNeed need, String name) {
        Model model = models.get(need.entity());
        if (model == null) {
            return Optional.empty();
        }
        @Nullable Model recipient = need.recipient() == null ? null : models.get(need.recipient());
        Set<VerbKind> kinds = lexicon.kindsOf(need.verb());
        String trigger = "schedule";
        if (kinds.contains(VerbKind.NOTIFY) || (recipient != null && !kinds.contains(VerbKind.ASSIGN))) {
            return Optional.of(message(name, need.purpose(), model, recipient, need.lead(), trigger));
        }
        if (kinds.contains(VerbKind.REPORT) || isExchange(kinds)) {
            return Optional.of(report(name, need.verb(), need.purpose(), model, trigger));
        }
        return Optional.of(batch(name, need.verb(), need.purpose(), model, need.lead(), trigger));
    }

    private static boolean isExchange(Set<VerbKind> kinds) {
        return kinds.contains(VerbKind.TRANSFER) && !kinds.contains(VerbKind.TRANSITION);
    }

    private Action message(
            String name,
            String purpose,
            Model model,
            @Nullable Model recipient,
            RecurringNeed.@Nullable Lead lead,
            String trigger) {
        ObjectNode input = JsonSchemas.object();
        if (lead == null) {
            JsonSchemas.property(input, ids(model), JsonSchemas.arrayOf(JsonSchemas.format("uuid")), false);
        } else {
            leadProperty(input, lead);
        }
        JsonSchemas.property(input, "message", JsonSchemas.type("string").put("maxLength", 2000), false);
        ObjectNode output = JsonSchemas.object();
        JsonSchemas.property(output, "sent", JsonSchemas.count(), true);
        JsonSchemas.property(output, ids(model), JsonSchemas.arrayOf(JsonSchemas.format("uuid")), true);
        Set<String> reads = new LinkedHashSet<>(List.of(model.name()));
        if (recipient != null) {
            reads.add(recipient.name());
        }
        return new Action(name, purpose, input, output, List.copyOf(reads), List.of(), trigger, Complexity.MEDIUM);
    }

    private Action report(String name, String verb, String purpose, Model model, String trigger) {
        ObjectNode input = JsonSchemas.object();
        JsonSchemas.property(input, "from", JsonSchemas.format("date"), false);
        JsonSchemas.property(input, "to", JsonSchemas.format("date"), false);
        boolean reports = lexicon.kindsOf(verb).contains(VerbKind.REPORT);
        boolean imports = verb.equals("import");
        ObjectNode output = JsonSchemas.object();
        JsonSchemas.property(output, "total", JsonSchemas.count(), true);
        if (reports) {
            JsonSchemas.property(output, "rows", JsonSchemas.arrayOf(schemas.nested(model)), true);
        } else {
            JsonSchemas.property(imports ? input : output, "fileUrl", JsonSchemas.format("uri"), true);
        }
        Set<String> reads = new LinkedHashSet<>(List.of(model.name()));
        model.relations().stream()
                .filter(relation -> relation.field() != null)
                .map(Relation::model)
                .forEach(reads::add);
        return new Action(
                name,
                purpose,
                input,
                output,
                List.copyOf(reads),
                imports ? List.of(model.name()) : List.of(),
                trigger,
                HARD.contains(verb) ? Complexity.HIGH : Complexity.MEDIUM);
    }

    /** An action on all rows to which it applies. */
    private Action batch(
            String name, String verb, String purpose, Model model, RecurringNeed.@Nullable Lead lead, String trigger) {
        ObjectNode input = JsonSchemas.object();
        if (lead != null) {
            leadProperty(input, lead);
        }
        ObjectNode limit = JsonSchemas.type("integer")
                .put("minimum", 1)
                .put("maximum", 10_000)
                .put("default", 1000);
        JsonSchemas.property(input, "limit", limit, false);
        ObjectNode output = JsonSchemas.object();
        JsonSchemas.property(output, "changed", JsonSchemas.count(), true);
        JsonSchemas.property(output, ids(model), JsonSchemas.arrayOf(JsonSchemas.format("uuid")), true);
        state(model, verb)
                .ifPresent(state -> JsonSchemas.property(
                        output, state.field(), JsonSchemas.type("string").put("const", state.value()), false));
        return new Action(
                name, purpose, input, output, List.of(model.name()), List.of(model.name()), trigger, Complexity.MEDIUM);
    }

    private Action delete(String name, String purpose, Model model) {
        ObjectNode input = JsonSchemas.object();
        JsonSchemas.property(input, id(model), JsonSchemas.format("uuid"), true);
        ObjectNode output = JsonSchemas.object();
        JsonSchemas.property(output, "deleted", JsonSchemas.type("boolean"), true);
        return new Action(
                name,
                purpose,
                input,
                output,
                List.of(model.name()),
                List.of(model.name()),
                CrudActions.ON_REQUEST,
                Complexity.LOW);
    }

    /** An action on one row: its state changes, it is given to somebody, or a row that links the two is created. */
    private Action single(String name, Feature feature, Model model, @Nullable Model recipient, String trigger) {
        boolean gives = lexicon.kindsOf(feature.verb()).contains(VerbKind.ASSIGN) || GIVING.contains(feature.verb());
        Optional<Model> between = recipient == null ? Optional.empty() : between(model, recipient);
        if (recipient != null && between.isPresent() && !pointsTo(model, recipient)) {
            return join(name, feature.purpose(), between.get(), List.of(model.name(), recipient.name()), trigger);
        }
        ObjectNode input = JsonSchemas.object();
        JsonSchemas.property(input, id(model), JsonSchemas.format("uuid"), true);
        Set<String> reads = new LinkedHashSet<>(List.of(model.name()));
        if (recipient != null) {
            reads.add(recipient.name());
            String key = gives ? key(model, recipient).orElse(id(recipient)) : id(recipient);
            JsonSchemas.property(input, key, JsonSchemas.format("uuid"), gives);
        }
        ObjectNode output = schemas.row(model);
        state(model, feature.verb()).ifPresent(state -> {
            JsonSchemas.property(
                    output, state.field(), JsonSchemas.type("string").put("const", state.value()), true);
            JsonSchemas.property(input, "note", JsonSchemas.type("string").put("maxLength", 2000), false);
        });
        return new Action(
                name,
                feature.purpose(),
                input,
                output,
                List.copyOf(reads),
                List.of(model.name()),
                trigger,
                recipient == null ? Complexity.LOW : Complexity.MEDIUM);
    }

    private Action join(String name, String purpose, Model between, List<String> ends, String trigger) {
        Set<String> reads = new LinkedHashSet<>(ends);
        reads.add(between.name());
        return new Action(
                name,
                purpose,
                schemas.forCreate(between),
                schemas.row(between),
                List.copyOf(reads),
                List.of(between.name()),
                trigger,
                Complexity.MEDIUM);
    }

    /** A model that points to both: a loan, between a book and a member. */
    private Optional<Model> between(Model one, Model other) {
        return models.values().stream()
                .filter(model -> !model.equals(one) && !model.equals(other))
                .filter(model -> pointsTo(model, one) && pointsTo(model, other))
                .min(Comparator.comparing((Model model) -> !mustPointTo(model, one) || !mustPointTo(model, other))
                        .thenComparing(Model::name));
    }

    private static boolean mustPointTo(Model model, Model target) {
        return model.fields().stream()
                .anyMatch(field -> field.required()
                        && field.references() != null
                        && field.references().model().equals(target.name()));
    }

    private static boolean pointsTo(Model model, Model target) {
        return key(model, target).isPresent();
    }

    private static Optional<String> key(Model model, Model target) {
        return model.fields().stream()
                .filter(field ->
                        field.references() != null && field.references().model().equals(target.name()))
                .map(Field::name)
                .findFirst();
    }

    private record State(String field, String value) {}

    /** The state to which a verb leads, if the model has it. */
    private Optional<State> state(Model model, String verb) {
        List<State> states = new ArrayList<>();
        for (Field field : model.fields()) {
            List<String> values = enums.getOrDefault(field.type(), List.of());
            lexicon.statesAfter(verb).stream()
                    .filter(values::contains)
                    .findFirst()
                    .ifPresent(value -> states.add(new State(field.name(), value)));
        }
        return states.stream().findFirst();
    }

    private static void leadProperty(ObjectNode input, RecurringNeed.Lead lead) {
        JsonSchemas.property(
                input,
                lead.property(),
                JsonSchemas.type("integer").put("minimum", 0).put("default", lead.amount()),
                false);
    }

    private static String id(Model model) {
        return Names.camel(Names.spoken(model.name())) + "Id";
    }

    private static String ids(Model model) {
        return id(model) + "s";
    }
}
