package dev.stepfold.localstack.system;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service exposes, in Prometheus' text format 0.0.4.
 *
 * @param families by name
 * @param samples in their order
 */
record Exposition(Map<String, Family> families, List<Sample> samples) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern OF_A_FAMILY = Pattern.compile("_(bucket|count|sum)$");

    /** Metrics of one name. */
    record Family(String name, String type, String help) {}

    /** One series and its value. */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Exposition parse(String text) {
        Map<String, String> helps = new LinkedHashMap<>();
        Map<String, Family> families = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                helps.put(words[2], words.length > 3 ? words[3].strip() : "");
            } else if (line.startsWith("# TYPE ")) {
                families.put(words[2], new Family(words[2], words[3], helps.getOrDefault(words[2], "")));
            } else {
                Matcher sample = SAMPLE.matcher(line);
                if (sample.matches()) {
                    samples.add(new Sample(
                            sample.group(1),
                            labels(Optional.ofNullable(sample.group(2)).orElse("")),
                            Double.parseDouble(sample.group(3).replace("+Inf", "Infinity"))));
                }
            }
        }
        return new Exposition(families, samples);
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher label = LABEL.matcher(text);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return labels;
    }

    /** The names of the labels of a family's series, without a histogram's own. */
    NavigableSet<String> labelsOf(Family family) {
        NavigableSet<String> names = new TreeSet<>();
        samples.stream()
                .filter(sample -> sample.name().equals(family.name())
                        || OF_A_FAMILY.matcher(sample.name()).replaceFirst("").equals(family.name()))
                .map(Sample::labels)
                .map(Map::keySet)
                .forEach(names::addAll);
        names.remove("le");
        return names;
    }

    /** The sum of the series of a name that have these labels. */
    double sum(String name, Map<String, String> labels) {
        return samples.stream()
                .filter(sample ->
                        sample.name().equals(name) && sample.labels().entrySet().containsAll(labels.entrySet()))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** All of them together. */
    static List<Sample> samples(Collection<Exposition> all) {
        return all.stream().flatMap(one -> one.samples().stream()).toList();
    }
}
