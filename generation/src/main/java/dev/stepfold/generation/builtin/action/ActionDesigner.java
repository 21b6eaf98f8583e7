package dev.stepfold.generation.builtin.action;

import dev.stepfold.generation.builtin.result.ActionsResult;
import dev.stepfold.generation.builtin.result.EntitySpec;
import dev.stepfold.generation.builtin.result.Feature;
import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Designs the actions: those that features and needs require, and creating, changing and listing. At most
 * {@value #MAX}.
 */
public final class ActionDesigner {
    static final int MAX = 60;

    private static final int LOW_UP_TO = 6;
    private static final int HIGH_FROM = 30;
    private static final int HARD_FROM = 3;

    private final Understanding understanding;
    private final @Nullable Agent existing;
    private final List<Model> models;
    private final Map<String, Action> actions = new LinkedHashMap<>();
    private final JsonSchemas schemas;
    private final CrudActions crud;
    private final DeedActions deeds;

    private ActionDesigner(
            Understanding understanding, List<Model> models, List<EnumType> enums, @Nullable Agent existing) {
        this.existing = existing;
        this.understanding = understanding;
        this.models = models;
        this.schemas = new JsonSchemas(enums);
        this.crud = new CrudActions(models, schemas);
        this.deeds = new DeedActions(models, enums, schemas);
    }

    /**
     * The design.
     *
     * @param models all models of the agent
     * @param existing the agent to change; null for a new one
     */
    public static ActionsResult design(
            Understanding understanding, List<Model> models, List<EnumType> enums, @Nullable Agent existing) {
        ActionDesigner designer = new ActionDesigner(understanding, models, enums, existing);
        if (existing == null) {
            designer.build();
        } else {
            designer.change(existing);
        }
        List<Action> actions = List.copyOf(designer.actions.values());
        return new ActionsResult(actions, complexity(actions));
    }

    private void build() {
        List<Action> asked = asked();
        List<Action> plain = new ArrayList<>();
        understanding.entities().forEach(entity -> plain.addAll(plain(entity)));
        int room = MAX - Math.min(asked.size(), MAX);
        plain.stream().limit(room).forEach(this::add);
        asked.forEach(this::add);
    }

    private void change(Agent before) {
        ActionChanges changes = new ActionChanges(schemas, models, before);
        before.actions().forEach(action -> add(changes.changed(action, understanding)));
        understanding.entities().stream()
                .filter(entity -> !entity.existing())
                .forEach(entity -> plain(entity).forEach(this::add));
        asked().forEach(this::add);
    }

    private List<Action> plain(EntitySpec entity) {
        boolean main = entity.main()
                && (entity.source() == Origin.REQUEST || !entity.links().isEmpty() || entity.person());
        return model(entity.name())
                .map(model -> crud.of(model, main && !isOnlyBetween(entity)))
                .orElse(List.of());
    }

    /** Rows of a model that only links others are created and listed, not changed. */
    private static boolean isOnlyBetween(EntitySpec entity) {
        return entity.source() != Origin.REQUEST
                && entity.links().size() >= 2
                && entity.states().isEmpty();
    }

    private List<Action> asked() {
        List<Action> asked = new ArrayList<>();
        for (Feature feature : understanding.features()) {
            if (!ActionNames.isServed(understanding, feature)) {
                deeds.of(feature, ActionNames.of(feature)).ifPresent(asked::add);
            }
        }
        for (RecurringNeed need : understanding.recurringNeeds()) {
            deeds.of(need, ActionNames.of(understanding, need, existing)).ifPresent(asked::add);
        }
        return asked;
    }

    private Optional<Model> model(String name) {
        return models.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    /** Of two actions of one name the first is kept; an action that the agent has already is never left out. */
    private void add(Action action) {
        actions.putIfAbsent(action.name(), action);
    }

    private static Complexity complexity(List<Action> actions) {
        long hard = actions.stream()
                .filter(action -> action.complexity() == Complexity.HIGH)
                .count();
        if (actions.size() >= HIGH_FROM || hard >= HARD_FROM) {
            return Complexity.HIGH;
        }
        return actions.size() <= LOW_UP_TO && hard == 0 ? Complexity.LOW : Complexity.MEDIUM;
    }
}
