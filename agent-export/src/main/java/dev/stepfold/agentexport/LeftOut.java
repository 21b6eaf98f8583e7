package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Agent;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a format has no place for, to be said in its text. */
final class LeftOut {
    private LeftOut() {}

    /** The agent's title, its description, and that the format leaves out its actions and schedules: a line each. */
    static List<String> preamble(Agent agent, String format) {
        return Stream.of(
                        OneLine.of(agent.name()),
                        OneLine.of(agent.description()),
                        sentence(
                                format,
                                count(agent.actions().size(), "action"),
                                count(agent.schedules().size(), "schedule")))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** That the format leaves out what there is of these; empty if there is nothing of them. */
    static String sentence(String format, String... counts) {
        String parts = Stream.of(counts).filter(part -> !part.isEmpty()).collect(Collectors.joining(" and "));
        return parts.isEmpty() ? "" : format + " has no place for " + parts + " of this agent.";
    }

    /** Some number of them; empty for none. */
    static String count(int number, String noun) {
        return switch (number) {
            case 0 -> "";
            case 1 -> "1 " + noun;
            default -> String.format(Locale.ROOT, "%d %ss", number, noun);
        };
    }
}
