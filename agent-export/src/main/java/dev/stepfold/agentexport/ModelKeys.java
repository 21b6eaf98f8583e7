package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;

/** What tells the rows of a model apart. */
final class ModelKeys {
    private ModelKeys() {}

    /** Whether the field is the model's key: it is the first, and required and unique, or named {@code id}. */
    static boolean isKey(Model model, Field field) {
        return model.fields().getFirst().equals(field)
                && ((field.required() && field.unique()) || field.name().equals("id"));
    }
}
