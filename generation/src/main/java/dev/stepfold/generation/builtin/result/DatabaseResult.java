package dev.stepfold.generation.builtin.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Model;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@code database-generation}.
 *
 * @param ddl the whole schema
 * @param migration from the existing schema to this one; only for a change
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseResult(
        List<Model> models,
        List<EnumType> enums,
        String ddl,
        @Nullable String migration) {
    public DatabaseResult {
        models = List.copyOf(models);
        enums = List.copyOf(enums);
    }
}
