package dev.stepfold.generation.builtin.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepfold.generation.builtin.change.AgentEdits;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.result.Analysis;
import dev.stepfold.generation.builtin.result.Analysis.LinkedPair;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.DatabaseResult;
import dev.stepfold.generation.builtin.result.EntitySpec;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Designs the database: a model for each entity with a {@code uuid} key and its times of creation and change, a foreign
 * key for each relation, a model of its own for each many-to-many relation. Everything of an existing agent stays, and
 * new parts are appended.
 */
public final class DatabaseDesigner {
    private static final String KEY = "id";
    private static final Set<String> OWN = Set.of(KEY, "createdAt", "updatedAt");

    private final Map<String, ModelDraft> models = new LinkedHashMap<>();
    private final Map<String, EnumType> enums = new LinkedHashMap<>();

    private DatabaseDesigner(@Nullable Agent existing) {
        if (existing != null) {
            existing.models().forEach(model -> models.put(model.name(), new ModelDraft(model)));
            existing.enums().forEach(type -> enums.put(type.name(), type));
        }
    }

    /**
     * The design.
     *
     * @param existing the agent to change; null for a new one
     */
    public static DatabaseResult design(Understanding understanding, Analysis analysis, @Nullable Agent existing) {
        @Nullable Agent edited = existing == null ? null : AgentEdits.apply(existing, understanding.edits());
        DatabaseDesigner designer = new DatabaseDesigner(edited);
        understanding.entities().forEach(designer::add);
        analysis.relations().forEach(designer::relate);
        var models = designer.models.values().stream().map(ModelDraft::toModel).toList();
        var enums = List.copyOf(designer.enums.values());
        String ddl = new Schema(models, enums).ddl();
        if (existing == null) {
            return new DatabaseResult(models, enums, ddl, null);
        }
        Agent renamed = AgentEdits.renamed(existing, understanding.edits());
        String migration = Migration.between(existing, renamed, models, enums);
        boolean ours = existing.ddl().equals(new Schema(existing.models(), existing.enums()).ddl());
        return new DatabaseResult(
                models, enums, ours ? ddl : existing.ddl().stripTrailing() + "\n\n" + migration, migration);
    }

    private void add(EntitySpec entity) {
        @Nullable ModelDraft known = models.get(entity.name());
        ModelDraft model = known == null ? ModelDraft.empty(entity.name()) : known;
        for (AttributeSpec attribute : entity.attributes()) {
            if (!OWN.contains(attribute.name())) {
                addAttribute(model, attribute, known != null);
            }
        }
        models.put(entity.name(), model);
    }

    private void addAttribute(ModelDraft model, AttributeSpec attribute, boolean toExisting) {
        @Nullable Field old = model.field(attribute.name());
        if (old != null) {
            extend(old, attribute);
            return;
        }
        boolean required = attribute.required() && (!toExisting || attribute.defaultValue() != null);
        String type = attribute.type().equals(AttributeSpec.ENUM) ? enumFor(model.name(), attribute) : attribute.type();
        model.add(new Field(attribute.name(), type, required, attribute.unique(), attribute.defaultValue(), null));
    }

    private void extend(Field old, AttributeSpec attribute) {
        EnumType type = enums.get(old.type());
        if (type != null && attribute.values().containsAll(type.values())) {
            enums.put(type.name(), new EnumType(type.name(), attribute.values()));
        }
    }

    private String enumFor(String model, AttributeSpec attribute) {
        String name = model + Names.pascal(Names.spoken(attribute.name()));
        String free = name;
        for (int i = 2; enums.containsKey(free) || models.containsKey(free); i++) {
            free = name + i;
        }
        enums.put(free, new EnumType(free, attribute.values()));
        return free;
    }

    private void relate(LinkedPair pair) {
        ModelDraft from = models.get(pair.from());
        ModelDraft to = models.get(pair.to());
        if (from == null || to == null) {
            return;
        }
        if (pair.cardinality() == Cardinality.MANY_TO_MANY) {
            join(pair, from, to);
        } else {
            boolean one = pair.cardinality() == Cardinality.ONE_TO_ONE;
            from.pointTo(to, pair.name(), pair.inverse(), pair.required() && !from.existing(), one);
        }
    }

    /** A many-to-many relation is a model that points to both. */
    private void join(LinkedPair pair, ModelDraft from, ModelDraft to) {
        String name = from.name() + Names.pascal(Names.spoken(lexicalOne(pair.name())));
        String free = name;
        for (int i = 2; models.containsKey(free) || enums.containsKey(free); i++) {
            free = name + i;
        }
        ModelDraft between = ModelDraft.empty(free);
        models.put(free, between);
        String inverse = Names.camel(Names.spoken(Names.plural(free)));
        String fromName = Names.camel(Names.spoken(from.name()));
        String toName = Names.camel(Names.spoken(to.name()));
        between.pointTo(from, fromName, inverse, true, false);
        between.pointTo(to, toName.equals(fromName) ? "other" + to.name() : toName, inverse, true, false);
    }

    private static String lexicalOne(String role) {
        return Lexicon.english().singular(Names.spoken(role));
    }

    static Field key() {
        return new Field(KEY, "uuid", true, true, null, null);
    }

    static Field timestamp(String name) {
        JsonNode now = TextNode.valueOf("now");
        return new Field(name, "datetime", true, false, now, null);
    }

    /** The fields that every new model begins and ends with. */
    static List<Field> ending() {
        return new ArrayList<>(List.of(timestamp("createdAt"), timestamp("updatedAt")));
    }
}
