package dev.stepfold.generation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepfold.generation.step.ResultFields;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes names as what they name is written: a name that nothing has, and that one thing alone has but for its case, is
 * that thing's. Done to what the database, the actions and the schedules refer to.
 */
final class NameRepair {
    private final Repairs repairs;

    private NameRepair(Repairs repairs) {
        this.repairs = repairs;
    }

    /** Repairs a step's answer in place. */
    static void repair(StepId step, ObjectNode answer, KnownNames known, Repairs repairs) {
        NameRepair repair = new NameRepair(repairs);
        switch (step) {
            case DATABASE_GENERATION -> repair.database(answer);
            case ACTION_GENERATION -> repair.actions(answer, known.models());
            case SCHEDULE_GENERATION -> repair.schedules(answer, known.actions());
            case PROMPT_UNDERSTANDING, DECISION_MAKING, TECHNICAL_ANALYSIS -> {}
        }
    }

    private void database(ObjectNode answer) {
        JsonNode models = answer.path(ResultFields.MODELS);
        List<String> types = new ArrayList<>(Field.TYPES);
        types.addAll(KnownNames.names(answer.path(ResultFields.ENUMS)));
        for (int i = 0; i < models.size(); i++) {
            JsonNode model = models.get(i);
            String path = "/models/" + i;
            for (int j = 0; j < model.path("fields").size(); j++) {
                JsonNode field = model.path("fields").get(j);
                String at = path + "/fields/" + j;
                member(field, "type", types, at);
                member(field.path("references"), "model", KnownNames.names(models), at + "/references");
                List<String> targets =
                        fields(models, field.path("references").path("model").asText(""));
                member(field.path("references"), "field", targets, at + "/references");
            }
            for (int j = 0; j < model.path("relations").size(); j++) {
                JsonNode relation = model.path("relations").get(j);
                String at = path + "/relations/" + j;
                member(relation, "model", KnownNames.names(models), at);
                member(relation, "field", KnownNames.names(model.path("fields")), at);
            }
        }
    }

    private void actions(ObjectNode answer, JsonNode models) {
        List<String> names = new ArrayList<>(KnownNames.names(models));
        for (JsonNode model : models) {
            String name = model.path("name").asText("");
            KnownNames.names(model.path("fields")).forEach(field -> names.add(name + "." + field));
        }
        JsonNode actions = answer.path(ResultFields.ACTIONS);
        for (int i = 0; i < actions.size(); i++) {
            for (String list : List.of("reads", "writes")) {
                if (actions.get(i).path(list) instanceof ArrayNode array) {
                    elements(array, names, "/actions/" + i + "/" + list);
                }
            }
        }
    }

    private void schedules(ObjectNode answer, List<String> actions) {
        JsonNode schedules = answer.path(ResultFields.SCHEDULES);
        for (int i = 0; i < schedules.size(); i++) {
            member(schedules.get(i), "action", actions, "/schedules/" + i);
        }
    }

    private static List<String> fields(JsonNode models, String name) {
        for (JsonNode model : models) {
            if (model.path("name").asText("").equals(name)) {
                return KnownNames.names(model.path("fields"));
            }
        }
        return List.of();
    }

    private void elements(ArrayNode array, List<String> known, String path) {
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i) instanceof TextNode text) {
                array.set(i, name(text, known, path + "/" + i));
            }
        }
    }

    private void member(JsonNode object, String member, List<String> known, String path) {
        if (object instanceof ObjectNode of && of.path(member) instanceof TextNode text) {
            of.set(member, name(text, known, path + "/" + member));
        }
    }

    private TextNode name(TextNode name, List<String> known, String path) {
        String written = name.textValue();
        if (known.contains(written)) {
            return name;
        }
        List<String> alike =
                known.stream().filter(written::equalsIgnoreCase).distinct().toList();
        if (alike.size() != 1) {
            return name;
        }
        repairs.note(path, Repairs.quoted(written) + " is " + Repairs.quoted(alike.getFirst()));
        return TextNode.valueOf(alike.getFirst());
    }
}
