package dev.stepfold.localstack.system;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in an expression of PromQL, as far as this project's expressions go: selectors, functions, {@code by} and
 * binary operators. Whether it is well-formed says {@code promtool}.
 *
 * @param selectors what it selects
 * @param grouped the labels that it groups by
 */
record PromQl(List<Selector> selectors, Set<String> grouped) {
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern NAME = Pattern.compile("(?<![\\w.])([a-zA-Z_:][\\w:]*)(?!\\s*\\()(?![\\w:])");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

    /** A metric and what is asked of its labels. */
    record Selector(String metric, List<Label> labels) {}

    /** A label and the values that are asked for; none if they are a pattern or excluded. */
    record Label(String name, List<String> values) {}

    static PromQl parse(String expression) {
        String rest = RANGE.matcher(expression).replaceAll("");
        Set<String> grouped = new TreeSet<>();
        GROUPING.matcher(rest)
                .results()
                .flatMap(grouping -> Arrays.stream(grouping.group(1).split(",", -1)))
                .map(String::strip)
                .forEach(grouped::add);
        rest = GROUPING.matcher(rest).replaceAll("");
        List<Selector> selectors = new ArrayList<>();
        SELECTOR.matcher(rest)
                .results()
                .forEach(found -> selectors.add(new Selector(found.group(1), labels(found.group(2)))));
        rest = SELECTOR.matcher(rest).replaceAll("");
        Matcher bare = NAME.matcher(rest);
        while (bare.find()) {
            if (!OPERATORS.contains(bare.group(1))) {
                selectors.add(new Selector(bare.group(1), List.of()));
            }
        }
        return new PromQl(selectors, grouped);
    }

    private static List<Label> labels(String text) {
        return MATCHER.matcher(text)
                .results()
                .map(found -> new Label(found.group(1), values(found.group(2), found.group(3))))
                .toList();
    }

    private static List<String> values(String operator, String value) {
        return switch (operator) {
            case "=" -> List.of(value);
            case "=~" -> value.matches("[\\w|-]+") ? List.of(value.split("\\|", -1)) : List.of();
            default -> List.of();
        };
    }
}
