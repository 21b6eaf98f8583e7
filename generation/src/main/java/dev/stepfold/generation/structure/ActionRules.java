package dev.stepfold.generation.structure;

import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the actions refer to. */
final class ActionRules {
    private static final Set<String> TRIGGERS = Set.of("request", "schedule", "event");

    private ActionRules() {}

    static void check(Agent agent, Report report) {
        Map<String, Model> models = new HashMap<>();
        agent.models().forEach(model -> models.put(model.name(), model));
        report.duplicates(
                "action", "/actions", agent.actions().stream().map(Action::name).toList());
        for (int i = 0; i < agent.actions().size(); i++) {
            Action action = agent.actions().get(i);
            String path = "/actions/" + i;
            refers(models, action.name(), action.reads(), path + "/reads", report);
            refers(models, action.name(), action.writes(), path + "/writes", report);
            if (!TRIGGERS.contains(action.trigger())) {
                report.warning(
                        "unknown-trigger",
                        path + "/trigger",
                        action.name() + " is triggered by " + action.trigger() + ", not by request, schedule or event");
            }
        }
    }

    /** A reference has the form {@code Model} or {@code Model.field}. */
    private static void refers(
            Map<String, Model> models, String action, List<String> names, String path, Report report) {
        for (int i = 0; i < names.size(); i++) {
            String[] parts = names.get(i).split("\\.", 2);
            Model model = models.get(parts[0]);
            String message = action + " refers to " + names.get(i) + ", which does not exist";
            if (model == null) {
                report.error("unknown-model", path + "/" + i, message);
            } else if (parts.length > 1 && !ModelRules.hasField(model, parts[1])) {
                report.error("unknown-field", path + "/" + i, message);
            }
        }
    }
}
