package dev.stepfold.generation.openai;

import dev.stepfold.generation.step.PlainText;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.Finding;
import java.util.ArrayList;
import java.util.List;

/** What was repaired in an answer, as notes for a person: the first ones, and how many more there are. */
final class Repairs {
    static final String CODE = "repaired-answer";
    static final int NOTES_MAX = 10;

    private static final int QUOTED_CHARS_MAX = 60;

    private final StepId step;
    private final List<Finding> notes = new ArrayList<>();
    private int more;

    Repairs(StepId step) {
        this.step = step;
    }

    /**
     * Notes a repair.
     *
     * @param path JSON Pointer into the result
     * @param what was taken for what
     */
    void note(String path, String what) {
        if (notes.size() < NOTES_MAX) {
            notes.add(new Finding(step, Finding.Severity.WARNING, CODE, "The answer was repaired: " + what, path));
        } else {
            more++;
        }
    }

    /** The notes, at most one more than {@value #NOTES_MAX}. */
    List<Finding> notes() {
        if (more == 0) {
            return List.copyOf(notes);
        }
        List<Finding> all = new ArrayList<>(notes);
        String what = "The answer was repaired in " + more + " more places";
        all.add(new Finding(step, Finding.Severity.WARNING, CODE, what, null));
        return all;
    }

    /** A text of the model, in one line, shortened and in quotes. */
    static String quoted(String text) {
        String line = PlainText.line(text);
        boolean isLong = line.codePointCount(0, line.length()) > QUOTED_CHARS_MAX;
        return '"' + (isLong ? line.substring(0, line.offsetByCodePoints(0, QUOTED_CHARS_MAX)) + "…" : line) + '"';
    }
}
