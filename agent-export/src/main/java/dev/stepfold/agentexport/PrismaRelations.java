package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The relations of an agent as Prisma has them: two fields, one in each of two models. A foreign key gives one, and so does a
 * many-to-many relation for which no model stands between the two. What Prisma refuses becomes a comment.
 */
final class PrismaRelations {
    /**
     * One side of a relation.
     *
     * @param type the other model, with {@code []} or {@code ?}
     * @param attribute {@code @relation(…)}
     */
    record Side(String name, String type, String attribute) {}

    /** In the place of a field's name, which is not blank. */
    private static final String ONE = "";

    private static final String MANY = " ";

    private final Map<String, Model> models = new HashMap<>();
    private final PrismaNames names;
    private final PrismaKeys keys;
    private final Map<String, List<Side>> sides = new HashMap<>();
    private final Map<String, List<String>> comments = new HashMap<>();
    private final Map<List<String>, Deque<Relation>> byAsked = new HashMap<>();
    private final Set<Relation> unused = Collections.newSetFromMap(new IdentityHashMap<>());

    PrismaRelations(Agent agent, PrismaNames names, PrismaKeys keys) {
        agent.models().forEach(model -> models.put(model.name(), model));
        this.names = names;
        this.keys = keys;
        agent.models().forEach(this::sort);
        for (Model model : agent.models()) {
            for (Field field : model.fields()) {
                Field.@Nullable Reference target = field.references();
                if (target != null) {
                    pointTo(model, field, target);
                }
            }
        }
        agent.models().forEach(this::joinMany);
        agent.models().forEach(this::comment);
    }

    /** The relation fields of a model, in order. */
    List<Side> of(Model model) {
        return sides.getOrDefault(model.name(), List.of());
    }

    /** What is said of a model's relations that Prisma does not have. */
    List<String> commentsOf(Model model) {
        return comments.getOrDefault(model.name(), List.of());
    }

    private void pointTo(Model model, Field field, Field.Reference target) {
        Optional<Model> other = named(target.model());
        Optional<Field> key = other.flatMap(it -> it.fields().stream()
                .filter(candidate -> candidate.name().equals(target.field()))
                .findFirst());
        Optional<Relation> own = next(List.of(model.name(), field.name(), target.model()));
        String refusal = refusal(model, field, other, key);
        if (!refusal.isEmpty()) {
            say(model, field.name() + " points to " + target.model() + "." + target.field() + ": " + refusal);
            return;
        }
        Model to = other.orElseThrow();
        String role = own.map(Relation::name).orElseGet(() -> field.name().replaceFirst("(?<=.)_?I[dD]$", ""));
        Optional<Relation> inverse = next(List.of(to.name(), ONE, model.name()));
        String relation = names.relation(model, role);
        boolean isKey = keys.isKey(model, field);
        add(
                model,
                role,
                names.type(to.name()) + (field.required() || isKey ? "" : "?"),
                "@relation(" + relation + ", fields: [" + names.column(model, field) + "], references: ["
                        + names.column(to, key.orElseThrow()) + "]"
                        + names.constraint("fkey", model, field)
                                .map(map -> ", " + map)
                                .orElse("") + ")");
        add(
                to,
                inverse.map(Relation::name).orElseGet(() -> lowerCased(model.name())),
                names.type(model.name()) + (field.unique() || isKey ? "?" : "[]"),
                "@relation(" + relation + ")");
    }

    private String refusal(Model model, Field field, Optional<Model> other, Optional<Field> key) {
        if (key.isEmpty()) {
            return "there is no such field.";
        }
        if (!keys.has(model) || !keys.has(other.orElseThrow())) {
            return "Prisma relates only models with a key.";
        }
        Field target = key.get();
        if (!target.unique() && !keys.isKey(other.get(), target)) {
            return "Prisma relates only to fields that are unique.";
        }
        if (!target.type().equals(field.type()) || !keys.isKnown(field)) {
            return "Prisma relates only fields of one type.";
        }
        return "";
    }

    private void joinMany(Model model) {
        for (Relation relation : model.relations()) {
            Optional<Model> other = named(relation.model());
            if (!isMany(relation) || !unused.contains(relation) || other.isEmpty()) {
                continue;
            }
            unused.remove(relation);
            Optional<Relation> inverse = keys.hasOne(model) && keys.hasOne(other.get())
                    ? next(List.of(relation.model(), MANY, model.name()))
                    : Optional.empty();
            if (inverse.isEmpty()) {
                unused.add(relation);
                continue;
            }
            String name = names.relation(model, relation.name());
            add(model, relation.name(), names.type(relation.model()) + "[]", "@relation(" + name + ")");
            add(other.get(), inverse.get().name(), names.type(model.name()) + "[]", "@relation(" + name + ")");
        }
    }

    private static boolean isMany(Relation relation) {
        return relation.cardinality() == Cardinality.MANY_TO_MANY && relation.field() == null;
    }

    /** Sorts the relations of a model by what asks for them: the field and model of a foreign key, or the model at its other end. */
    private void sort(Model model) {
        for (Relation relation : model.relations()) {
            String field = relation.field();
            String asked = field != null ? field : isMany(relation) ? MANY : ONE;
            boolean isOne = relation.cardinality() == Cardinality.ONE_TO_MANY
                    || relation.cardinality() == Cardinality.ONE_TO_ONE;
            if (field != null || isMany(relation) || isOne) {
                byAsked.computeIfAbsent(List.of(model.name(), asked, relation.model()), _ -> new ArrayDeque<>())
                        .add(relation);
            }
            unused.add(relation);
        }
    }

    /** The first relation of a model, with a field, to another that is not used yet; it is used then. */
    private Optional<Relation> next(List<String> asked) {
        Deque<Relation> candidates = byAsked.getOrDefault(asked, new ArrayDeque<>());
        while (!candidates.isEmpty()) {
            Relation candidate = candidates.remove();
            if (unused.remove(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private void comment(Model model) {
        model.relations().stream()
                .filter(relation -> unused.contains(relation))
                .forEach(relation -> say(
                        model,
                        "relation " + relation.name() + ", "
                                + relation.cardinality().wireName() + " " + relation.model()
                                + ": no field of either model is for it."));
    }

    private void add(Model model, String name, String type, String attribute) {
        sides.computeIfAbsent(model.name(), _ -> new ArrayList<>())
                .add(new Side(names.relationField(model, name), type, attribute));
    }

    private void say(Model model, String comment) {
        comments.computeIfAbsent(model.name(), _ -> new ArrayList<>()).add(comment);
    }

    private Optional<Model> named(String name) {
        return Optional.ofNullable(models.get(name));
    }

    private static String lowerCased(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
