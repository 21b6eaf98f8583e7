package dev.stepfold.agentexport;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Pieces of GitHub Flavored Markdown. Whatever is written stands there as it is: no piece of it becomes markup. */
final class MarkdownText {
    /** Punctuation that can be markup wherever it stands; what begins a list; what makes a link of an address. */
    private static final Pattern MARKUP = Pattern.compile(
            "[\\\\`*_\\[\\]<>#|~&$@]|^[-+]|(?<=^[0-9]{1,9})[.)]|/(?=/)|(?<=www)[.]", Pattern.CASE_INSENSITIVE);

    private static final Pattern BACKTICKS = Pattern.compile("`+");

    private MarkdownText() {}

    /** Words in a line. Linters take {@code \\<script>} for a tag, too. */
    static String words(String text) {
        return MARKUP.matcher(OneLine.of(text))
                .replaceAll(mark -> Matcher.quoteReplacement(mark.group().equals("<") ? "&lt;" : "\\" + mark.group()));
    }

    /** A name in a line or a cell, as code; one with a {@code |}, which code in a cell cannot have, as words. */
    static String code(String text) {
        String line = OneLine.of(text);
        if (line.contains("|")) {
            return words(line);
        }
        if (line.isEmpty()) {
            return "` `";
        }
        String fence = fence(line, 1);
        String space = line.startsWith("`") || line.endsWith("`") ? " " : "";
        return fence + space + line + space + fence;
    }

    /** Code of several lines. */
    static String block(String language, String code) {
        String fence = fence(code, 3);
        return fence + language + "\n" + code.stripTrailing() + "\n" + fence + "\n";
    }

    /** A row of a table. */
    static String row(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.isEmpty() ? " " : " " + cell + " ")
                .collect(Collectors.joining("|", "|", "|\n"));
    }

    private static String fence(String code, int lengthMin) {
        int longest = BACKTICKS
                .matcher(code)
                .results()
                .mapToInt(match -> match.end() - match.start())
                .max()
                .orElse(0);
        return "`".repeat(longest < lengthMin ? lengthMin : longest + 1);
    }
}
