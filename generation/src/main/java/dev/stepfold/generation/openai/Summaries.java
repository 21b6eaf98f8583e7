package dev.stepfold.generation.openai;

/** The one line that a person reads when a step is complete. */
final class Summaries {
    private Summaries() {}

    static String of(Answers.Understanding understanding) {
        return "Understood: " + count(understanding.entities().size(), "entity", "entities") + ", "
                + count(understanding.features().size(), "feature", "features");
    }

    static String ofDecision(boolean change, int needed, int generators) {
        return "Decision: " + (change ? "change of existing agent" : "new agent") + ", " + needed + " of " + generators
                + " generators";
    }

    static String of(Answers.Analysis analysis) {
        return "Analysis: " + analysis.complexity().wireName() + " complexity, "
                + count(analysis.relations().size(), "relation", "relations");
    }

    static String of(Answers.Database database) {
        return "Database: " + count(database.models().size(), "model", "models") + ", "
                + count(database.enums().size(), "enum", "enums");
    }

    static String of(Answers.Actions actions) {
        return "Actions: " + count(actions.actions().size(), "action", "actions") + ", "
                + actions.complexity().wireName() + " complexity";
    }

    static String of(Answers.Schedules schedules) {
        return "Schedules: " + count(schedules.schedules().size(), "schedule", "schedules") + ", "
                + Math.round(100 * schedules.coverage()) + "% coverage";
    }

    private static String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
