package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.Set;
import java.util.stream.Collectors;

/** By which fields Prisma's client tells rows apart, of the types that it knows. */
final class PrismaKeys {
    private final Set<String> enums;

    PrismaKeys(Agent agent) {
        enums = agent.enums().stream().map(EnumType::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether Prisma has a type for the field. */
    boolean isKnown(Field field) {
        return enums.contains(field.type()) || PrismaColumn.scalar(field.type()).isPresent();
    }

    /** Whether the field is its model's key. */
    boolean isKey(Model model, Field field) {
        return ModelKeys.isKey(model, field) && isKnown(field);
    }

    /** Whether the model has a key. */
    boolean hasOne(Model model) {
        return model.fields().stream().anyMatch(field -> isKey(model, field));
    }

    /** Whether the model has a key, or else a field that is required and unique. */
    boolean has(Model model) {
        return hasOne(model)
                || model.fields().stream().anyMatch(field -> field.required() && field.unique() && isKnown(field));
    }
}
