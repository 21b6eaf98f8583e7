package dev.stepfold.agentexport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The models and enums as a schema of Prisma ORM for PostgreSQL, from which {@code prisma migrate} makes a database of its own. A
 * name that Prisma does not take is changed and kept by {@code @map}.
 */
final class PrismaExport {
    private final Agent agent;
    private final PrismaNames names;
    private final PrismaKeys keys;
    private final PrismaRelations relations;
    private final StringBuilder text = new StringBuilder();

    private PrismaExport(Agent agent) {
        this.agent = agent;
        names = new PrismaNames(agent);
        keys = new PrismaKeys(agent);
        relations = new PrismaRelations(agent, names, keys);
    }

    static Export write(Agent agent) {
        return Namesakes.unless(agent, one -> new PrismaExport(one).schema());
    }

    private String schema() {
        LeftOut.preamble(agent, "Prisma").forEach(line -> comment("", line));
        comment("", "Makes a database of its own: its tables are not named as in the SQL of this agent.");
        text.append("""

                datasource db {
                  provider = "postgresql"
                }

                generator client {
                  provider = "prisma-client-js"
                }
                """);
        agent.models().forEach(this::model);
        agent.enums().forEach(this::type);
        return text.toString();
    }

    private void model(Model model) {
        String name = names.type(model.name());
        text.append("\nmodel ").append(name).append(" {\n");
        PrismaRows rows = new PrismaRows();
        for (Field field : model.fields()) {
            column(model, field, rows);
        }
        relations.of(model).forEach(side -> rows.add(side.name(), side.type(), side.attribute()));
        text.append(rows.text());
        relations.commentsOf(model).forEach(said -> comment("  ", said));
        if (!keys.has(model)) {
            comment("  ", "No field is required and unique, so Prisma's client has no way to tell rows apart.");
        }
        List<String> ofModel = new ArrayList<>();
        PrismaNames.map(model.name(), name).ifPresent(map -> ofModel.add("@@" + map));
        if (!keys.has(model)) {
            ofModel.add("@@ignore");
        }
        text.append(ofModel.isEmpty() ? "" : "\n  " + String.join("\n  ", ofModel) + "\n")
                .append("}\n");
    }

    private void column(Model model, Field field, PrismaRows rows) {
        boolean isKey = keys.isKey(model, field);
        String name = names.column(model, field);
        Optional<String> known =
                names.isEnum(field.type()) ? Optional.of(names.type(field.type())) : PrismaColumn.scalar(field.type());
        String[] type = known.map(one -> one.split(" ", 2))
                .orElseGet(() -> new String[] {"Unsupported(" + PrismaNames.quoted(field.type()) + ")"});
        List<String> attributes = new ArrayList<>();
        if (isKey) {
            attributes.add("@id" + argument(names.constraint("pkey", model, null)));
        } else if (field.unique()) {
            attributes.add("@unique" + argument(names.constraint("key", model, field)));
        }
        JsonNode value = field.defaultValue();
        if (value != null) {
            initial(field, value)
                    .ifPresentOrElse(
                            initial -> attributes.add("@default(" + initial + ")"),
                            () -> rows.comment(
                                    field.name() + " has the default " + value + ", which Prisma has no value for."));
        } else if (isKey && field.type().equals("uuid") && field.references() == null) {
            attributes.add("@default(uuid())");
        }
        PrismaNames.map(field.name(), name).ifPresent(map -> attributes.add("@" + map));
        if (type.length == 2) {
            attributes.add(type[1]);
        }
        rows.add(name, type[0] + (field.required() || isKey ? "" : "?"), String.join(" ", attributes));
    }

    private static String argument(Optional<String> argument) {
        return argument.map(one -> "(" + one + ")").orElse("");
    }

    private Optional<String> initial(Field field, JsonNode value) {
        return names.isEnum(field.type())
                ? names.value(field.type(), value.asText())
                : PrismaColumn.initial(field, value);
    }

    private void type(EnumType type) {
        String name = names.type(type.name());
        text.append("\nenum ").append(name).append(" {\n");
        PrismaRows rows = new PrismaRows();
        for (String value : type.values()) {
            String called = names.value(type.name(), value).orElseThrow();
            rows.add(
                    called, PrismaNames.map(value, called).map(map -> "@" + map).orElse(""), "");
        }
        text.append(rows.text());
        text.append(PrismaNames.map(type.name(), name)
                        .map(map -> "\n  @@" + map + "\n")
                        .orElse(""))
                .append("}\n");
    }

    private void comment(String indentation, String said) {
        text.append(indentation).append("// ").append(OneLine.of(said)).append('\n');
    }
}
