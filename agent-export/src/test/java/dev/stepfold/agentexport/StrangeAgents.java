package dev.stepfold.agentexport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import dev.stepfold.schemas.agent.Schedule;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Agents as a model might make them without validation: every name is a word that some target reserves, or no word at all. */
final class StrangeAgents {
    private static final List<String> WORDS = List.of(
            ("PrismaClient String Int Json Decimal class enum model default null true type datasource generator title direction"
                            + " style classDef erDiagram accTitle subgraph end one many only PK FK UK select order user table"
                            + " openapi paths constructor __proto__ toString $ref $defs $id __x 1st 2fa _id x.y a-b a_b")
                    .split(" "));
    private static final List<String> TEXTS = List.of(
            "Order Line",
            "Größe",
            "注文",
            "naïve café",
            "a\"b",
            "a'b",
            "back\\slash",
            "new\nline",
            "carriage\r\nreturn",
            "semi;colon",
            "100%",
            "#hash",
            "a|b",
            "`tick` ``ticks``",
            "<script>alert(1)</script>",
            "**bold** _it_ [x](y)",
            "--- %%{init} %% // /* --",
            "{curly} [square]",
            "tab\there",
            "&amp; &#35; #35;",
            "emoji 🦊",
            "x".repeat(200),
            "\u202Eback",
            "1. one",
            "- dash",
            "> quote",
            "+ plus",
            "direction LR",
            "one or more",
            "\u202E");
    private static final List<String> TYPES = List.of(
            "uuid",
            "string",
            "text",
            "integer",
            "decimal",
            "boolean",
            "date",
            "datetime",
            "time",
            "json",
            "money",
            "my type");
    private static final List<String> DEFAULTS = List.of(
            "1",
            "-3",
            "1.5",
            "99999999999",
            "true",
            "\"now\"",
            "\"\"",
            "\"{}\"",
            "\"2026-02-03\"",
            "\"09:30\"",
            "\"it's \\\"\"");
    private static final List<String> SCHEMAS = List.of(
            "{}",
            "{\"type\":\"object\"}",
            "{\"$id\":\"https://example.com/own\",\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
                    + "\"type\":\"object\",\"properties\":{\"a/b\":{\"type\":\"string\"},\"$ref\":{\"$ref\":"
                    + "\"#/properties/a~1b\"}},\"default\":{\"$ref\":\"#/kept\"}}",
            "{\"type\":\"object\",\"properties\":{\"child\":{\"$ref\":\"#\"},\"list\":{\"type\":\"array\",\"items\":{\"$ref\":"
                    + "\"#/properties/child\"}}}}",
            "{\"type\":[\"object\",\"null\"],\"anyOf\":[{\"required\":[\"x\"]},{\"$ref\":\"#/$defs/y\"}],\"properties\":{\"x\":"
                    + "{\"type\":\"string\"}},\"$defs\":{\"y\":{\"type\":\"object\"}}}",
            "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}");

    private final Random random;

    private StrangeAgents(long seed) {
        random = new Random(seed);
    }

    /** The same agent for the same seed. */
    static Agent of(long seed) {
        return new StrangeAgents(seed).agent();
    }

    private Agent agent() {
        List<String> names = names(1 + random.nextInt(6));
        List<EnumType> enums = new ArrayList<>();
        while (names.size() > 1 && random.nextBoolean()) {
            enums.add(new EnumType(names.removeLast(), names(1 + random.nextInt(6))));
        }
        List<String> models = List.copyOf(names);
        List<Action> actions = names(random.nextInt(5)).stream()
                .map(name -> new Action(
                        name,
                        one(TEXTS),
                        json(one(SCHEMAS)),
                        json(one(SCHEMAS)),
                        models,
                        List.of(),
                        one(WORDS),
                        Complexity.LOW))
                .toList();
        List<Schedule> schedules = actions.stream()
                .filter(_ -> random.nextBoolean())
                .map(action -> Schedule.of(one(TEXTS), "0 8 * * 1-5", "Europe/Berlin", action.name(), one(TEXTS)))
                .toList();
        return new Agent(
                one(TEXTS),
                random.nextBoolean() ? one(TEXTS) : "",
                models.stream().map(name -> model(name, models, enums)).toList(),
                enums,
                "CREATE TABLE t (a text DEFAULT '```');",
                actions,
                schedules,
                random.nextBoolean() ? "" : null);
    }

    private Model model(String name, List<String> models, List<EnumType> enums) {
        List<Field> fields = new ArrayList<>();
        boolean withKey = random.nextInt(4) > 0;
        if (withKey) {
            fields.add(new Field("id", "uuid", true, true, null, null));
        }
        List<Relation> relations = new ArrayList<>();
        for (String field : names(withKey ? random.nextInt(8) : 1 + random.nextInt(8))) {
            if (random.nextInt(3) == 0) {
                String target = random.nextInt(8) == 0 ? "Nothing" : one(models);
                fields.add(new Field(
                        field,
                        "uuid",
                        random.nextBoolean(),
                        random.nextBoolean(),
                        null,
                        new Field.Reference(target, "id")));
                if (random.nextBoolean()) {
                    relations.add(new Relation(one(WORDS), Cardinality.MANY_TO_ONE, target, field));
                }
            } else {
                String type = enums.isEmpty() || random.nextBoolean()
                        ? one(TYPES)
                        : one(enums).name();
                @Nullable JsonNode initial = random.nextInt(3) > 0 ? null : tree(one(DEFAULTS));
                fields.add(new Field(field, type, random.nextBoolean(), random.nextBoolean(), initial, null));
            }
        }
        while (random.nextBoolean()) {
            relations.add(new Relation(one(TEXTS), one(Arrays.asList(Cardinality.values())), one(models), null));
        }
        return new Model(name, fields, relations);
    }

    private List<String> names(int number) {
        List<String> all = new ArrayList<>(WORDS);
        all.addAll(TEXTS);
        Collections.shuffle(all, random);
        return new ArrayList<>(all.subList(0, number));
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) tree(text);
    }

    private static JsonNode tree(String text) {
        try {
            return ContractMapper.mapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
