package dev.stepfold.agentexport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The models as an entity relationship diagram of Mermaid. A model that the syntax would take for something else gets another id
 * and its name as a label; a field's name that it does not take is changed, and stands in the field's comment.
 */
final class MermaidExport {
    private static final int NAME_LENGTH_MAX = 100;

    /** What begins a statement of the diagram, or is a part of a relation, in any case. */
    private static final Set<String> RESERVED = Set.of(
            ("erdiagram title acctitle accdescr accdescription direction style classdef class default click link linkstyle"
                            + " subgraph end pk fk uk one only zero many optionally to or more u tb bt lr rl td")
                    .split(" "));

    private static final Set<String> MARKS = Set.of("PK", "FK", "UK");

    /** A line that has this anywhere is taken for a direction of the diagram, in quotes too. */
    private static final Pattern DIRECTION = Pattern.compile("(?<=direction) ", Pattern.CASE_INSENSITIVE);

    private final Agent agent;
    private final Map<String, String> ids = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    private MermaidExport(Agent agent) {
        this.agent = agent;
        UniqueNames names = new UniqueNames(NAME_LENGTH_MAX);
        for (Model model : agent.models()) {
            String plain = model.name().replaceAll("[^A-Za-z0-9]+", "_");
            boolean safe = plain.equals(model.name())
                    && plain.matches("[A-Za-z].*")
                    && !RESERVED.contains(plain.toLowerCase(Locale.ROOT));
            ids.put(model.name(), names.take(safe ? plain : "entity_" + plain));
        }
    }

    static Export write(Agent agent) {
        return Namesakes.unless(agent, MermaidExport::diagram);
    }

    /** The whole text of the diagram. */
    static String diagram(Agent agent) {
        return new MermaidExport(agent).text();
    }

    private String text() {
        text.append("---\ntitle: ")
                .append(TextNode.valueOf(OneLine.of(agent.name())))
                .append("\n---\nerDiagram\n");
        LeftOut.preamble(agent, "The diagram").stream().skip(1).forEach(this::comment);
        for (EnumType type : agent.enums()) {
            comment("enum " + type.name() + ": " + String.join(", ", type.values()));
        }
        agent.models().forEach(this::entity);
        agent.models().forEach(this::keys);
        manyToMany();
        return text.toString();
    }

    /** Two percent signs and a brace begin a directive, in a comment too. */
    private void comment(String said) {
        text.append("  %% ").append(OneLine.of(said).replace("%%", "% %")).append('\n');
    }

    private void entity(Model model) {
        String id = id(model);
        text.append("  ").append(id);
        if (!id.equals(model.name())) {
            text.append('[').append(quoted(model.name())).append(']');
        }
        text.append(" {\n");
        UniqueNames names = new UniqueNames(NAME_LENGTH_MAX);
        for (Field field : model.fields()) {
            attribute(model, field, names.take(word(field.name())));
        }
        text.append("  }\n");
    }

    private void attribute(Model model, Field field, String name) {
        List<String> marks = new ArrayList<>();
        boolean isKey = ModelKeys.isKey(model, field);
        if (isKey) {
            marks.add("PK");
        }
        if (field.references() != null) {
            marks.add("FK");
        }
        if (field.unique() && !isKey) {
            marks.add("UK");
        }
        List<String> remarks = new ArrayList<>();
        if (!name.equals(field.name())) {
            remarks.add(field.name());
        }
        if (!word(field.type()).equals(field.type())) {
            remarks.add(field.type());
        }
        if (!field.required()) {
            remarks.add("optional");
        }
        @Nullable JsonNode value = field.defaultValue();
        if (value != null) {
            remarks.add("default " + value.asText());
        }
        text.append("    ").append(word(field.type())).append(' ').append(name);
        text.append(marks.isEmpty() ? "" : " " + String.join(", ", marks));
        text.append(remarks.isEmpty() ? "" : " " + quoted(String.join(", ", remarks)))
                .append('\n');
    }

    /** A line for each foreign key. */
    private void keys(Model model) {
        Map<String, String> roles = new HashMap<>();
        for (Relation relation : model.relations()) {
            if (relation.field() != null) {
                roles.putIfAbsent(relation.field(), relation.name());
            }
        }
        for (Field field : model.fields()) {
            Field.@Nullable Reference target = field.references();
            if (target == null) {
                continue;
            }
            String other = ids.get(target.model());
            if (other == null) {
                comment(model.name() + "." + field.name() + " points to " + target.model() + ", which there is not.");
                continue;
            }
            String role = roles.getOrDefault(field.name(), field.name());
            text.append("  ")
                    .append(other)
                    .append(field.required() ? " ||--o" : " |o--o")
                    .append(field.unique() ? "| " : "{ ");
            text.append(id(model)).append(" : ").append(quoted(role)).append('\n');
        }
    }

    /** A line for each many-to-many relation between two models, whichever of them says it. */
    private void manyToMany() {
        Set<List<String>> said = new HashSet<>();
        for (Model model : agent.models()) {
            for (Relation relation : model.relations()) {
                String other = ids.get(relation.model());
                boolean isJoin =
                        relation.cardinality() == Cardinality.MANY_TO_MANY && relation.field() == null && other != null;
                if (isJoin && !said.contains(List.of(relation.model(), model.name()))) {
                    said.add(List.of(model.name(), relation.model()));
                    text.append("  ").append(id(model)).append(" }o--o{ ").append(other);
                    text.append(" : ").append(quoted(relation.name())).append('\n');
                }
            }
        }
    }

    private String id(Model model) {
        return Objects.requireNonNull(ids.get(model.name()));
    }

    /** A name or type of an attribute: a letter or {@code _}, then letters, digits and {@code _}; not one of the marks. */
    private static String word(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_]+", "_");
        boolean isMark = MARKS.contains(plain.toUpperCase(Locale.ROOT));
        return isMark || !plain.matches("[A-Za-z].*") ? "_" + plain : plain;
    }

    /** A text of any characters: what the syntax has other uses for is written as its code, which Mermaid shows as the character. */
    private static String quoted(String text) {
        String coded = OneLine.of(text)
                .codePoints()
                .mapToObj(point -> "\"%\\#;<>&".indexOf(point) >= 0 ? "#" + point + ";" : Character.toString(point))
                .collect(Collectors.joining());
        // Nothing between quotes is no label.
        return '"' + (coded.isEmpty() ? "#32;" : DIRECTION.matcher(coded).replaceAll("#32;")) + '"';
    }
}
