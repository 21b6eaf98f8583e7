package dev.stepfold.generation.builtin.analysis;

import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.result.Analysis;
import dev.stepfold.generation.builtin.result.Analysis.LinkedPair;
import dev.stepfold.generation.builtin.result.EntitySpec;
import dev.stepfold.generation.builtin.result.LinkSpec;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds how the understood parts are connected, and what that means for building them. */
public final class Analyst {
    private static final int MEDIUM_FROM = 8;
    private static final int HIGH_FROM = 30;

    private Analyst() {}

    /**
     * The analysis.
     *
     * @param existing the agent to change, whose own relations are left out; null for a new one
     */
    public static Analysis analyse(Understanding understanding, @Nullable Agent existing) {
        List<LinkedPair> relations = relations(understanding, existing);
        List<Analysis.Integration> integrations = Integrations.of(understanding);
        int size = understanding.entities().size()
                + relations.size()
                + understanding.features().size() / 2
                + 2 * integrations.size();
        Complexity complexity =
                size < MEDIUM_FROM ? Complexity.LOW : size < HIGH_FROM ? Complexity.MEDIUM : Complexity.HIGH;
        return new Analysis(
                relations,
                integrations,
                AccessRules.of(understanding, relations),
                complexity,
                Risks.of(understanding, integrations));
    }

    private static List<LinkedPair> relations(Understanding understanding, @Nullable Agent existing) {
        Map<String, Set<String>> taken = takenNames(understanding, existing);
        List<LinkedPair> relations = new ArrayList<>();
        for (EntitySpec entity : understanding.entities()) {
            for (LinkSpec link : entity.links()) {
                Set<String> atTarget = taken.computeIfAbsent(link.target(), _ -> new HashSet<>());
                String inverse = inverse(entity, link, atTarget);
                atTarget.add(inverse);
                relations.add(new LinkedPair(
                        entity.name(), link.name(), link.target(), link.cardinality(), inverse, link.required()));
            }
        }
        return relations;
    }

    /** "tasks"; if that is taken or would say too little, "assigneeTasks". */
    private static String inverse(EntitySpec entity, LinkSpec link, Set<String> taken) {
        String plural = Names.plural(entity.name());
        String plain = link.cardinality() == Relation.Cardinality.ONE_TO_ONE
                ? Names.camel(entity.name())
                : Names.camel(Names.spoken(plural));
        boolean toItself = entity.name().equals(link.target());
        if (!toItself && !taken.contains(plain)) {
            return plain;
        }
        String byRole = link.name() + plural;
        String name = byRole;
        for (int i = 2; taken.contains(name); i++) {
            name = byRole + i;
        }
        return name;
    }

    private static Map<String, Set<String>> takenNames(Understanding understanding, @Nullable Agent existing) {
        Map<String, Set<String>> taken = new HashMap<>();
        if (existing != null) {
            for (Model model : existing.models()) {
                Set<String> names = taken.computeIfAbsent(model.name(), _ -> new HashSet<>());
                model.fields().stream().map(Field::name).forEach(names::add);
                model.relations().stream().map(Relation::name).forEach(names::add);
            }
        }
        for (EntitySpec entity : understanding.entities()) {
            Set<String> names = taken.computeIfAbsent(entity.name(), _ -> new HashSet<>());
            entity.attributes().forEach(attribute -> names.add(attribute.name()));
            entity.links().forEach(link -> names.add(link.name()));
        }
        return taken;
    }
}
