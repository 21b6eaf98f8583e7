package dev.stepfold.generation.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The expectations of an entry that an agent meets, and those that it misses. */
record Verdict(List<String> found, List<String> missed) {
    static Verdict on(Corpus.Entry entry, Built built) {
        Verdict verdict = new Verdict(new ArrayList<>(), new ArrayList<>());
        Agent agent = built.agent();
        if (entry.expected().containsKey("domain")) {
            String domain = entry.expected().get("domain");
            verdict.add("domain " + domain, built.understanding().domain().equals(domain));
        }
        entry.all("entities")
                .forEach(it -> verdict.add("model " + it, model(agent, it).isPresent()));
        entry.all("none").forEach(it -> verdict.add("no " + it, model(agent, it).isEmpty()));
        entry.all("gone").forEach(it -> verdict.add("gone " + it, isGone(agent, it)));
        entry.all("fields").forEach(it -> verdict.add("field " + it, hasField(agent, it)));
        entry.all("actions").forEach(it -> verdict.add("action " + it, hasAction(agent, it)));
        entry.all("cron").forEach(it -> verdict.add("cron " + it, hasCron(agent, it)));
        return verdict;
    }

    /** The same for a change, which must not touch anything else. */
    static Verdict on(Corpus.Entry entry, Built before, Built after) {
        Verdict verdict = on(entry, after);
        BiConsumer<String, List<JsonNode[]>> same =
                (what, pairs) -> verdict.add("same " + what, pairs.stream().allMatch(it -> it[0].equals(it[1])));
        for (String part : entry.all("same")) {
            same.accept(part, List.<JsonNode[]>of(new JsonNode[] {
                json(before.agent()).path(part), json(after.agent()).path(part)
            }));
        }
        if (entry.expected().containsKey("touches")) {
            List<String> touched = entry.all("touches");
            List<JsonNode[]> others = before.agent().models().stream()
                    .filter(model -> !touched.contains(model.name()))
                    .map(model -> new JsonNode[] {
                        json(model),
                        model(after.agent(), model.name()).map(Verdict::json).orElse(json(List.of()))
                    })
                    .toList();
            same.accept("models but " + touched, others);
        }
        return verdict;
    }

    private void add(String what, boolean met) {
        (met ? found : missed).add(what);
    }

    private static JsonNode json(Object value) {
        return ContractMapper.mapper().valueToTree(value);
    }

    private static List<String> either(String names) {
        return Arrays.asList(names.split("\\|", -1));
    }

    private static Optional<Model> model(Agent agent, String names) {
        return agent.models().stream()
                .filter(model -> either(names).contains(model.name()))
                .findFirst();
    }

    private static boolean isGone(Agent agent, String what) {
        String[] parts = what.split("\\.", 2);
        Optional<Model> model = model(agent, parts[0]);
        return parts.length == 1
                ? model.isEmpty()
                : model.isPresent()
                        && model.get().fields().stream()
                                .noneMatch(field -> field.name().equals(parts[1]));
    }

    private static boolean hasField(Agent agent, String expected) {
        String[] parts = expected.split(" ", 2);
        String[] path = parts[0].split("\\.", 2);
        List<String> names = either(path[1]);
        return agent.models().stream()
                .filter(model -> either(path[0]).contains(model.name()))
                .flatMap(model -> model.fields().stream())
                .filter(field -> names.contains(field.name()))
                .anyMatch(field -> parts.length == 1 || isOf(agent, field, parts[1]));
    }

    private static boolean isOf(Agent agent, Field field, String type) {
        if (!type.startsWith("= ")) {
            return type.equals("date")
                    ? field.type().startsWith("date")
                    : field.type().equals(type);
        }
        List<String> values = Arrays.asList(type.substring(2).split(" ", -1));
        return agent.enums().stream()
                .filter(it -> it.name().equals(field.type()))
                .map(EnumType::values)
                .anyMatch(values::equals);
    }

    private static boolean hasAction(Agent agent, String expected) {
        String[] parts = expected.split(" ", 2);
        return agent.actions().stream()
                .filter(action -> either(parts[0]).stream()
                        .anyMatch(verb -> action.name().toLowerCase(Locale.ROOT).startsWith(verb)))
                .anyMatch(action -> either(parts[1]).stream().anyMatch(model -> uses(action, model)));
    }

    private static boolean uses(Action action, String model) {
        return action.reads().contains(model) || action.writes().contains(model);
    }

    private static boolean hasCron(Agent agent, String expected) {
        return either(expected).stream().anyMatch(it -> {
            String[] fields = it.split(" ", -1);
            String cron = String.join(" ", Arrays.copyOf(fields, 5));
            return agent.schedules().stream()
                    .anyMatch(schedule -> schedule.cron().equals(cron)
                            && (fields.length == 5 || schedule.timeZone().equals(fields[5])));
        });
    }
}
