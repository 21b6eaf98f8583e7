package dev.stepfold.generation.builtin;

import dev.stepfold.generation.builtin.Corpus.Entry;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Schedule;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The single expectations of an entry of the written corpus, each met or not. If the request was refused, only what is
 * said can be as expected.
 */
final class Expectations {
    private static final Set<String> STAYING = Set.of("touches", "same", "keeps", "unscheduled");

    private final Outcome outcome;
    private final List<Checked> checked = new ArrayList<>();

    private Expectations(Outcome outcome) {
        this.outcome = outcome;
    }

    /**
     * An expectation.
     *
     * @param kind as in the corpus; {@code stays} for all that says what must not change
     */
    record Checked(String kind, String expected, boolean met) {}

    static List<Checked> check(Entry entry, Outcome outcome) {
        Expectations expectations = new Expectations(outcome);
        for (String kind : entry.expected().keySet()) {
            if (kind.equals("touches")) {
                expectations.add(kind, entry.all(kind).toString(), agent -> expectations.touchesOnly(entry, agent));
            } else if (!kind.equals("on")) {
                entry.all(kind).forEach(each -> expectations.add(kind, each, test(kind, each, outcome)));
            }
        }
        return List.copyOf(expectations.checked);
    }

    private void add(String kind, String expected, Predicate<Agent> test) {
        boolean met = kind.equals("says")
                ? isSaid(expected)
                : outcome.built() != null && test.test(outcome.built().agent());
        checked.add(new Checked(STAYING.contains(kind) ? "stays" : kind, kind + " " + expected, met));
    }

    private static Predicate<Agent> test(String kind, String expected, Outcome outcome) {
        return switch (kind) {
            case "entities" -> agent -> models(agent, expected).findAny().isPresent();
            case "fields" -> agent -> hasField(agent, expected);
            case "values" -> agent -> hasValues(agent, expected);
            case "actions" -> agent -> hasAction(agent, expected);
            case "schedules" -> agent -> hasSchedule(agent, expected);
            case "none" -> agent -> !has(agent, expected);
            case "gone" -> agent -> isGone(agent, expected);
            case "unscheduled" ->
                agent -> agent.schedules().stream()
                        .noneMatch(schedule -> beginsWithAny(schedule.action(), either(expected)));
            case "same" -> agent -> part(before(outcome), expected).equals(part(agent, expected));
            case "keeps" -> agent -> part(agent, expected).containsAll(part(before(outcome), expected));
            case "says" -> _ -> false;
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private boolean isSaid(String words) {
        return outcome.said().stream().anyMatch(said -> either(words).stream().anyMatch(said::contains));
    }

    private static Agent before(Outcome outcome) {
        return Objects.requireNonNull(outcome.before());
    }

    private boolean touchesOnly(Entry entry, Agent agent) {
        List<String> touched = entry.all("touches");
        return before(outcome).models().stream()
                .filter(model -> !touched.contains(model.name()))
                .allMatch(model -> agent.models().contains(model));
    }

    /** The parts of an agent as text; actions by their names, because a further field is also a further input. */
    private static List<String> part(Agent agent, String part) {
        return switch (part) {
            case "models" -> agent.models().stream().map(Expectations::json).toList();
            case "enums" -> agent.enums().stream().map(Expectations::json).toList();
            case "schedules" ->
                agent.schedules().stream().map(Expectations::json).toList();
            case "actions" -> agent.actions().stream().map(Action::name).toList();
            default -> throw new IllegalArgumentException(part);
        };
    }

    private static String json(Object value) {
        return ContractMapper.mapper().valueToTree(value).toString();
    }

    private static List<String> either(String names) {
        return Arrays.asList(names.split("\\|", -1));
    }

    private static Stream<Model> models(Agent agent, String names) {
        return agent.models().stream()
                .filter(model -> names.equals("*") || either(names).contains(model.name()));
    }

    /** The fields of "Model.field". */
    private static Stream<Field> fields(Agent agent, String path) {
        String[] parts = path.split("\\.", 2);
        return models(agent, parts[0])
                .flatMap(model -> model.fields().stream())
                .filter(field -> parts[1].equals("*") || either(parts[1]).contains(field.name()));
    }

    private static boolean hasField(Agent agent, String expected) {
        String[] parts = expected.split(" ", 2);
        return fields(agent, parts[0]).anyMatch(field -> parts.length == 1 || isOf(field.type(), parts[1]));
    }

    private static boolean isOf(String type, String expected) {
        return switch (expected) {
            case "number" -> type.equals("integer") || type.equals("decimal");
            case "date" -> type.startsWith("date");
            default -> type.equals(expected);
        };
    }

    private static boolean hasValues(Agent agent, String expected) {
        String[] parts = expected.split(" ", -1);
        List<String> values = List.of(parts).subList(2, parts.length);
        return fields(agent, parts[0])
                .flatMap(field -> agent.enums().stream().filter(it -> it.name().equals(field.type())))
                .map(EnumType::values)
                .anyMatch(its -> parts[1].equals("=") ? its.equals(values) : its.containsAll(values));
    }

    private static boolean hasAction(Agent agent, String expected) {
        String[] parts = expected.split(" ", 2);
        return agent.actions().stream()
                .filter(action -> beginsWithAny(action.name(), either(parts[0])))
                .anyMatch(action -> Stream.concat(action.reads().stream(), action.writes().stream())
                        .anyMatch(either(parts[1])::contains));
    }

    private static boolean hasSchedule(Agent agent, String expected) {
        String[] parts = expected.split(" at ", 2);
        return agent.schedules().stream()
                .filter(schedule -> parts[0].equals("any") || beginsWithAny(schedule.action(), either(parts[0])))
                .anyMatch(schedule -> either(parts[1]).stream().anyMatch(cron -> isAt(schedule, cron)));
    }

    private static boolean isAt(Schedule schedule, String expected) {
        String[] fields = expected.split(" ", -1);
        String cron = Pattern.quote(String.join(" ", Arrays.copyOf(fields, 5))).replace("?", "\\E\\d+\\Q");
        return schedule.cron().matches(cron)
                && (fields.length == 5 || schedule.timeZone().equals(fields[5]));
    }

    private static boolean has(Agent agent, String expected) {
        String[] parts = expected.split(" ", 2);
        return parts.length == 1
                ? models(agent, expected).findAny().isPresent()
                : agent.actions().stream().anyMatch(action -> action.name().matches(parts[0] + parts[1] + "(e?s)?"));
    }

    private static boolean isGone(Agent agent, String what) {
        return what.contains(".")
                ? models(agent, what.split("\\.", 2)[0]).findAny().isPresent()
                        && fields(agent, what).findAny().isEmpty()
                : models(agent, what).findAny().isEmpty();
    }

    private static boolean beginsWithAny(String name, List<String> verbs) {
        return verbs.stream().anyMatch(name.toLowerCase(Locale.ROOT)::startsWith);
    }
}
