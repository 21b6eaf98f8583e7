package dev.stepfold.deploy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The instructions of a Dockerfile, in their order. Knows what ours uses: lines that go on, comments, and files within it.
 *
 * @param instructions all of them
 */
record Dockerfile(List<Instruction> instructions) {
    private static final Pattern HEREDOC = Pattern.compile("<<'?(\\w+)'? (\\S+)$");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    /**
     * @param name for example {@code COPY}
     * @param arguments the rest of its line or lines
     * @param file the text of the file within it; empty without one
     */
    record Instruction(String name, String arguments, String file) {}

    static Dockerfile read(Path path) {
        List<Instruction> instructions = new ArrayList<>();
        Iterator<String> lines = Manifests.text(path).lines().iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            while (line.endsWith("\\")) {
                line = line.substring(0, line.length() - 1) + lines.next().strip();
            }
            String[] words = line.split(" ", 2);
            var heredoc = HEREDOC.matcher(line);
            instructions.add(new Instruction(words[0], words[1], heredoc.find() ? until(lines, heredoc.group(1)) : ""));
        }
        return new Dockerfile(instructions);
    }

    private static String until(Iterator<String> lines, String end) {
        StringBuilder text = new StringBuilder();
        for (String line = lines.next(); !line.equals(end); line = lines.next()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    List<Instruction> all(String name) {
        return instructions.stream()
                .filter(instruction -> instruction.name().equals(name))
                .toList();
    }

    /** The arguments of the last of these instructions, which counts. */
    String last(String name) {
        return all(name).getLast().arguments();
    }

    /** A command in the form that no shell runs: a JSON array behind options. */
    static List<String> command(String arguments) {
        try {
            return new ObjectMapper()
                    .readValue(arguments.substring(arguments.indexOf('[')), new TypeReference<List<String>>() {});
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new AssertionError("a shell would run " + arguments, e);
        }
    }

    /** With the values of the build's arguments in place of their names. */
    static String resolved(String text, Map<String, String> values) {
        return VARIABLE.matcher(text).replaceAll((MatchResult name) -> values.get(name.group(1)));
    }
}
