package dev.stepfold.orchestrator.validation;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.event.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks what a step added to the agent, against what was there before; docs/agent.md lists the rules. */
public final class Validator {
    private Validator() {}

    /**
     * What is wrong with the part of the agent that {@code step} made, errors first; its DDL is executed in a database of
     * its own.
     *
     * @param agent as far as it goes with that step's result
     * @param existing the agent that was changed; null for a new one
     */
    public static List<Finding> check(StepId step, Agent agent, @Nullable Agent existing) {
        Report report = new Report(step);
        checkStructure(step, agent, report);
        if (step == StepId.DATABASE_GENERATION) {
            DatabaseRules.check(agent, existing, report);
        } else if (step == StepId.ACTION_GENERATION) {
            ActionRules.checkSchemas(agent, report);
        }
        return report.findings();
    }

    /** What can be found in a whole agent without a database and a meta-schema: a cheap function of the agent alone. */
    public static List<Finding> checkStructure(Agent agent) {
        List<Finding> findings = new ArrayList<>();
        for (StepId step : StepId.values()) {
            Report report = new Report(step);
            checkStructure(step, agent, report);
            findings.addAll(report.findings());
        }
        return findings;
    }

    private static void checkStructure(StepId step, Agent agent, Report report) {
        switch (step) {
            case PROMPT_UNDERSTANDING, DECISION_MAKING, TECHNICAL_ANALYSIS -> {}
            case DATABASE_GENERATION -> ModelRules.check(agent, report);
            case ACTION_GENERATION -> ActionRules.check(agent, report);
            case SCHEDULE_GENERATION -> ScheduleRules.check(agent, report);
        }
    }
}
