package dev.stepfold.generation.structure;

import dev.stepfold.generation.step.PlainText;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.Finding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the findings about one step's result, up to {@link #FINDINGS_MAX} errors and as many warnings. */
public final class Report {
    static final int FINDINGS_MAX = 25;
    private static final int MESSAGE_LENGTH_MAX = 300;

    private final StepId step;
    private final List<Finding> errors = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();

    public Report(StepId step) {
        this.step = step;
    }

    /**
     * Adds an error.
     *
     * @param code stable, for programs
     * @param path where in the agent, as a JSON Pointer (RFC 6901); null where it is not in the result
     */
    public void error(String code, @Nullable String path, String message) {
        add(errors, Severity.ERROR, code, path, message);
    }

    /** Adds a warning; as {@link #error}. */
    public void warning(String code, @Nullable String path, String message) {
        add(warnings, Severity.WARNING, code, path, message);
    }

    /** Adds an error for each name that occurred before, ignoring case. */
    void duplicates(String what, String path, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i).toLowerCase(Locale.ROOT))) {
                error("duplicate-name", path + "/" + i, "There is more than one " + what + " named " + names.get(i));
            }
        }
    }

    /** Errors first. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(errors);
        findings.addAll(warnings);
        return List.copyOf(findings);
    }

    private void add(List<Finding> found, Severity severity, String code, @Nullable String path, String message) {
        if (found.size() < FINDINGS_MAX) {
            String line = PlainText.line(message);
            String shortened = line.length() <= MESSAGE_LENGTH_MAX ? line : line.substring(0, MESSAGE_LENGTH_MAX) + "…";
            found.add(new Finding(step, severity, code, shortened, path));
        }
    }
}
