package dev.stepfold.agentexport;

/** What became of an agent in a format. */
public sealed interface Export {

    /**
     * The agent, written.
     *
     * @param text the whole file, in the format's syntax; ends with a line feed if it is of lines
     */
    record Written(String text) implements Export {}

    /**
     * The agent cannot be written in the format: it lacks what the format is of, or no file would say what it does.
     *
     * @param reason why, in one sentence for a person
     */
    record NotExpressible(String reason) implements Export {}
}
