package dev.stepfold.generation.builtin;

import dev.stepfold.generation.builtin.BuiltInStep.Done;
import dev.stepfold.generation.builtin.action.ActionDesigner;
import dev.stepfold.generation.builtin.analysis.Analyst;
import dev.stepfold.generation.builtin.database.DatabaseDesigner;
import dev.stepfold.generation.builtin.decision.StepSelector;
import dev.stepfold.generation.builtin.result.ActionsResult;
import dev.stepfold.generation.builtin.result.Analysis;
import dev.stepfold.generation.builtin.result.DatabaseResult;
import dev.stepfold.generation.builtin.result.SchedulesResult;
import dev.stepfold.generation.builtin.result.StepSelection;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.schedule.ScheduleDesigner;
import dev.stepfold.generation.builtin.understanding.NotUnderstoodException;
import dev.stepfold.generation.builtin.understanding.Understander;
import dev.stepfold.generation.builtin.wording.Wording;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepProgress;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import java.util.List;

/** What each step does, and how it reports it. The summaries have fixed forms. */
final class Work {
    private static final int GENERATORS = 3;
    private static final double UNSURE = 0.5;

    private Work() {}

    static Done understand(EarlierResults earlier, StepProgress progress) throws StepFailure, InterruptedException {
        progress.report("Reading the request");
        Understanding understanding;
        try {
            understanding = Understander.understand(earlier.request(), earlier.existingAgent());
        } catch (NotUnderstoodException e) {
            throw notUnderstood(e);
        } catch (LinkageError e) {
            StepFailure failure = new StepFailure(
                    ErrorKind.PERMANENT,
                    "The sentence model of the built-in generator does not run on this machine: it needs a 64-bit system with"
                            + " glibc. Choose the generator openai, or another machine.");
            failure.initCause(e);
            throw failure;
        }
        progress.report("Found the domain: " + understanding.domain());
        String summary = "Understood: " + Wording.count(understanding.entities().size(), "entity", "entities") + ", "
                + Wording.count(understanding.features().size(), "feature");
        return new Done(understanding, summary, findings(understanding, earlier));
    }

    private static StepFailure notUnderstood(NotUnderstoodException e) {
        String message = e.getMessage() == null ? "The request could not be understood." : e.getMessage();
        StepFailure failure = new StepFailure(ErrorKind.PERMANENT, message);
        failure.initCause(e);
        return failure;
    }

    private static List<Finding> findings(Understanding understanding, EarlierResults earlier) {
        if (!earlier.validates() || understanding.confidence() >= UNSURE) {
            return List.of();
        }
        return List.of(new Finding(
                StepId.PROMPT_UNDERSTANDING,
                Finding.Severity.WARNING,
                "low-confidence",
                "The request was understood with low confidence; its ambiguities say what to add.",
                "/confidence"));
    }

    static Done decide(EarlierResults earlier, StepProgress progress) throws StepFailure {
        progress.report("Deciding what is needed");
        StepSelection selection = StepSelector.select(earlier.understanding(), earlier.existingAgent());
        String mode = selection.mode().equals(StepSelection.NEW) ? "new agent" : "change of existing agent";
        String summary = "Decision: " + mode + ", " + selection.needed().size() + " of " + GENERATORS + " generators";
        return new Done(selection, summary);
    }

    static Done analyse(EarlierResults earlier, StepProgress progress) throws StepFailure {
        progress.report("Working out relations and risks");
        Analysis analysis = Analyst.analyse(earlier.understanding(), earlier.editedAgent());
        String summary = "Analysis: " + analysis.complexity().wireName() + " complexity, "
                + Wording.count(analysis.relations().size(), "relation");
        return new Done(analysis, summary);
    }

    static Done designDatabase(EarlierResults earlier, StepProgress progress) throws StepFailure {
        progress.report("Designing models and enums");
        DatabaseResult database =
                DatabaseDesigner.design(earlier.understanding(), earlier.analysis(), earlier.existingAgent());
        progress.report("Wrote the SQL of " + Wording.count(database.models().size(), "table"));
        String summary = "Database: " + Wording.count(database.models().size(), "model") + ", "
                + Wording.count(database.enums().size(), "enum");
        return new Done(database, summary);
    }

    static Done designActions(EarlierResults earlier, StepProgress progress) throws StepFailure {
        progress.report("Designing actions");
        DatabaseResult database = earlier.database();
        ActionsResult actions = ActionDesigner.design(
                earlier.understanding(), database.models(), database.enums(), earlier.editedAgent());
        progress.report(
                "Wrote the schemas of " + Wording.count(actions.actions().size(), "action"));
        String summary = "Actions: " + Wording.count(actions.actions().size(), "action") + ", "
                + actions.complexity().wireName() + " complexity";
        return new Done(actions, summary);
    }

    static Done designSchedules(EarlierResults earlier, StepProgress progress) throws StepFailure {
        progress.report("Working out when to act");
        SchedulesResult schedules = ScheduleDesigner.design(
                earlier.understanding(), earlier.actions().actions(), earlier.editedAgent());
        String summary = "Schedules: " + Wording.count(schedules.schedules().size(), "schedule") + ", "
                + Math.round(schedules.coverage() * 100) + "% coverage";
        return new Done(schedules, summary);
    }
}
