package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.step.StepFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The generator's result for every request of the corpus. Writes {@code target/requests.md}, a table of what was found
 * and what was missed.
 */
class RequestReportTest {
    /** This many expectations are known to be missed; the report lists them. The number may only decrease. */
    private static final int KNOWN_MISSES = 12;

    private final StringBuilder report = new StringBuilder();
    private final List<String> missed = new ArrayList<>();
    private int found;

    @Test
    void findsWhatTheWritersOfTheRequestsLookFor() throws Exception {
        // When
        table("Requests");
        for (Corpus.Entry entry : Corpus.requests()) {
            row(entry.request(), Verdict.on(entry, Corpus.built(entry.request())));
        }
        table("Changes");
        for (Corpus.Entry entry : Corpus.changes()) {
            row(entry.request(), change(entry));
        }

        // Then
        String head = "# What the built-in generator makes of the requests of its corpus\n\n" + found + " of "
                + (found + missed.size()) + " expectations are met, over "
                + Corpus.requests().size() + " requests and " + Corpus.changes().size() + " changes.\n";
        Files.writeString(Path.of("target", "requests.md"), head + report);
        assertThat(missed).as("expectations that are missed").hasSizeLessThanOrEqualTo(KNOWN_MISSES);
    }

    private static Verdict change(Corpus.Entry entry) throws Exception {
        Built before = Corpus.before(entry);
        try {
            return Verdict.on(entry, before, Built.change(before.agent(), entry.request()));
        } catch (StepFailure e) {
            return new Verdict(List.of(), List.of("an agent: " + e.getMessage()));
        }
    }

    private void table(String title) {
        report.append("\n## ").append(title).append("\n\n| request | found | missed |\n|---|---|---|\n");
    }

    private void row(String request, Verdict verdict) {
        found += verdict.found().size();
        verdict.missed().forEach(what -> missed.add(what + " — " + request));
        report.append("| ")
                .append(cell(request))
                .append(" | ")
                .append(cells(verdict.found()))
                .append(" | ")
                .append(verdict.missed().isEmpty() ? "–" : "**" + cells(verdict.missed()) + "**")
                .append(" |\n");
    }

    private static String cells(List<String> parts) {
        return parts.stream().map(RequestReportTest::cell).collect(Collectors.joining("; "));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
