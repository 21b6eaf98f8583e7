package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.blueprint.Blueprint;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.LinkSpec;
import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The entities that an agent has already, as the basis for reading a change request. */
final class ExistingAgent {
    private ExistingAgent() {}

    static Drafts drafts(Agent agent, List<Blueprint> blueprints) {
        Drafts drafts = new Drafts(blueprints);
        Map<String, List<String>> enums =
                agent.enums().stream().collect(Collectors.toMap(EnumType::name, EnumType::values, (a, b) -> a));
        for (Model model : agent.models()) {
            String thing = Names.spoken(model.name());
            EntityDraft draft = new EntityDraft(thing, model.name(), Origin.REQUEST, true);
            draft.person(Lexicon.english().isPerson(thing.substring(thing.lastIndexOf(' ') + 1)));
            model.fields().forEach(field -> draft.give(attribute(field, enums)));
            model.relations().stream()
                    .filter(relation -> relation.field() != null)
                    .forEach(relation -> draft.give(link(relation)));
            drafts.put(draft);
        }
        drafts.all()
                .forEach(draft -> drafts.usual(draft.words().iterator().next())
                        .ifPresent(usual -> usual.names().stream()
                                .filter(name -> drafts.called(name).isEmpty())
                                .forEach(draft::alsoCalled)));
        return drafts;
    }

    private static AttributeSpec attribute(Field field, Map<String, List<String>> enums) {
        List<String> values = enums.getOrDefault(field.type(), List.of());
        String type = values.isEmpty() ? field.type() : AttributeSpec.ENUM;
        return new AttributeSpec(field.name(), type, field.required(), field.unique(), field.defaultValue(), values);
    }

    private static LinkSpec link(Relation relation) {
        return new LinkSpec(relation.name(), relation.model(), relation.cardinality(), false);
    }
}
