package dev.stepfold.generation.builtin.result;

import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import java.util.List;

/**
 * How the parts are connected: the result of {@code technical-analysis}.
 *
 * @param relations between entities
 * @param integrations outside services
 * @param accessRules who may do what, in words
 * @param complexity how much there is to build
 * @param risks what to look at before use
 */
public record Analysis(
        List<LinkedPair> relations,
        List<Integration> integrations,
        List<String> accessRules,
        Complexity complexity,
        List<String> risks) {
    public Analysis {
        relations = List.copyOf(relations);
        integrations = List.copyOf(integrations);
        accessRules = List.copyOf(accessRules);
        risks = List.copyOf(risks);
    }

    /**
     * A relation between two entities.
     *
     * @param from the entity that points to the other
     * @param name the role of the other, in camelCase
     * @param to the other
     * @param cardinality read from the first to the other
     * @param inverse how the other names the first, in camelCase
     * @param required whether each of the first must have one
     */
    public record LinkedPair(
            String from, String name, String to, Cardinality cardinality, String inverse, boolean required) {}

    /**
     * An outside service.
     *
     * @param kind stable name, such as {@code email}
     * @param purpose one sentence
     */
    public record Integration(String kind, String purpose) {}
}
