package dev.stepfold.generation.quality;

import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How faithful an agent is to its request, by content words alone: the F1 measure of recall, the share of the request's words
 * that the agent has in a name, and precision, the share of the agent's models that the request has a word for. It needs no
 * generator's opinion of what it understood.
 */
final class Fidelity {
    /** So much of a text is read. */
    private static final int MAX_CHARACTERS = 65_536;

    private static final int SHORTEST = 3;
    private static final int NOON = 12;
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\p{L}\\d:.])(\\d{1,2})(?::\\d{2})?(?:\\s?([pP][mM]))?");
    private static final Pattern NO_DIGIT = Pattern.compile("\\D+");
    private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}]+|(?<=[a-z])(?=[A-Z])");
    /** Function words, words about the agent itself, and words about time, which schedules say in numbers. */
    private static final Set<String> NO_CONTENT = Set.of(
            ("the and for with from that this these those which who what when where why how all any each every some many much more most other our"
                            + " their its his her your they them you are was were been being have has had can could may might must should shall will would"
                            + " not but also just only then than too very please into onto over under about after before between until while per via"
                            + " agent app application system tool software platform build create make manage track keep store want need help let give get"
                            + " day daily week weekly weekday month monthly year yearly hour hourly minute morning evening afternoon night nightly noon"
                            + " monday tuesday wednesday thursday friday saturday sunday january february march april june july august september"
                            + " october november december first second third last next past now today tomorrow once twice time date")
                    .split(" ", -1));

    private Fidelity() {}

    /** From 0 to 1; 1 for a request without content words or an agent without models. */
    static double of(Agent agent, String request) {
        String text = request.substring(0, Math.min(request.length(), MAX_CHARACTERS));
        Set<String> said = Stream.concat(stems(text), hours(text)).collect(Collectors.toSet());
        if (said.isEmpty() || agent.models().isEmpty()) {
            return 1;
        }
        Set<String> made = names(agent).flatMap(Fidelity::stems).collect(Collectors.toCollection(HashSet::new));
        agent.schedules().stream()
                .flatMap(schedule -> NO_DIGIT.splitAsStream(schedule.cron()))
                .forEach(made::add);
        double recall = share(said.stream().filter(made::contains).count(), said.size());
        double precision = share(
                agent.models().stream()
                        .filter(model -> stems(model.name()).anyMatch(said::contains))
                        .count(),
                agent.models().size());
        return recall + precision == 0 ? 0 : 2 * recall * precision / (recall + precision);
    }

    private static Stream<String> names(Agent agent) {
        return Stream.of(
                        agent.models().stream().map(Model::name),
                        agent.models().stream()
                                .flatMap(model -> model.fields().stream())
                                .map(Field::name),
                        agent.enums().stream().map(EnumType::name),
                        agent.enums().stream().map(EnumType::values).flatMap(List::stream),
                        agent.actions().stream().map(Action::name))
                .flatMap(names -> names);
    }

    /** The numbers of a text that may be hours or days of a month, as a cron has them: 17 of "5 pm". */
    private static Stream<String> hours(String text) {
        return NUMBER.matcher(text).results().map(number -> {
            int value = Integer.parseInt(number.group(1));
            boolean later = number.group(2) != null && value < NOON;
            return Integer.toString(later ? value + NOON : value);
        });
    }

    private static Stream<String> stems(String text) {
        return NO_LETTER
                .splitAsStream(text)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() >= SHORTEST && !NO_CONTENT.contains(word))
                .map(Fidelity::stem)
                .filter(word -> !NO_CONTENT.contains(word));
    }

    /** A word without the endings of its inflection: "stories" and "story" are one, and so are "approved" and "approve". */
    private static String stem(String word) {
        String stem = word.replaceFirst("(?<=.{3})(ies|ied)$", "y").replaceFirst("(?<=.{3})(ing|ed|es|s)$", "");
        return stem.replaceFirst("(?<=.{3})e$", "");
    }

    private static double share(long part, long whole) {
        return (double) part / whole;
    }
}
