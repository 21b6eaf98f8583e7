package dev.stepfold.generation.step;

/**
 * The fields of step results that are read outside the generators: by the decider, which skips steps, and by the
 * agent's assembly. Every other field concerns only the steps of one generator and readers of the history.
 */
public final class ResultFields {
    /** {@code prompt-understanding}: string, the agent's name. */
    public static final String AGENT_NAME = "agentName";

    /** {@code prompt-understanding}: string, the agent's description. */
    public static final String DESCRIPTION = "description";

    /** {@code decision-making}: object from step id to the reason why that step is not needed; may be empty. */
    public static final String SKIPPED = "skipped";

    /** {@code database-generation}: array of {@link dev.stepfold.schemas.agent.Model}. */
    public static final String MODELS = "models";

    /** {@code database-generation}: array of {@link dev.stepfold.schemas.agent.EnumType}. */
    public static final String ENUMS = "enums";

    /** {@code database-generation}: string, PostgreSQL DDL of the whole schema. */
    public static final String DDL = "ddl";

    /** {@code database-generation}: string, PostgreSQL DDL from the existing schema to this one; only for a change. */
    public static final String MIGRATION = "migration";

    /** {@code action-generation}: array of {@link dev.stepfold.schemas.agent.Action}. */
    public static final String ACTIONS = "actions";

    /** {@code schedule-generation}: array of {@link dev.stepfold.schemas.agent.Schedule}. */
    public static final String SCHEDULES = "schedules";

    private ResultFields() {}
}
