package dev.stepfold.generation.structure;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.event.Finding;
import java.util.Arrays;
import java.util.List;

/** Checks the structure of an agent; docs/agent.md lists the rules. */
public final class AgentStructure {
    private AgentStructure() {}

    /** The findings about the structure of a whole agent, step by step, and errors first within each step. */
    public static List<Finding> findings(Agent agent) {
        return Arrays.stream(StepId.values())
                .flatMap(step -> {
                    Report report = new Report(step);
                    check(step, agent, report);
                    return report.findings().stream();
                })
                .toList();
    }

    /** Reports what is wrong with the structure of the part of the agent that {@code step} makes. */
    public static void check(StepId step, Agent agent, Report report) {
        switch (step) {
            case PROMPT_UNDERSTANDING, DECISION_MAKING, TECHNICAL_ANALYSIS -> {}
            case DATABASE_GENERATION -> ModelRules.check(agent, report);
            case ACTION_GENERATION -> ActionRules.check(agent, report);
            case SCHEDULE_GENERATION -> ScheduleRules.check(agent, report);
        }
    }
}
