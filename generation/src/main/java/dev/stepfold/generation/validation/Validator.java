package dev.stepfold.generation.validation;

import dev.stepfold.generation.sql.SqlJudge;
import dev.stepfold.generation.sql.SqlJudgeException;
import dev.stepfold.generation.structure.AgentStructure;
import dev.stepfold.generation.structure.Report;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.Finding.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks what a step added to the agent, compared with the existing agent; docs/agent.md lists the rules. */
public final class Validator {
    private final SqlJudge judge;

    /** @param judge executes the DDL */
    public Validator(SqlJudge judge) {
        this.judge = judge;
    }

    /**
     * The findings about the part of the agent that {@code step} made, errors first. Its DDL is executed in a database
     * of its own. A finding that the existing agent had already is only a warning, because a step that leaves it as it
     * was made no mistake.
     *
     * @param owner the agent's owner
     * @param skipped steps that are not run: their parts are the existing agent's and have to fit the new parts
     * @param agent up to and including that step's result
     * @param existing the agent that was changed; null for a new one
     * @throws SqlJudgeException when the DDL currently cannot be executed
     */
    public List<Finding> check(Owner owner, StepId step, Set<StepId> skipped, Agent agent, @Nullable Agent existing)
            throws InterruptedException, SqlJudgeException {
        List<Finding> findings = found(owner, step, skipped, agent, existing);
        if (existing == null || findings.stream().noneMatch(Validator::isError)) {
            return findings;
        }
        Set<String> before = found(owner, step, skipped, existing, null).stream()
                .map(Validator::identity)
                .collect(Collectors.toSet());
        return errorsFirst(
                findings.stream().map(finding -> before.contains(identity(finding)) ? asWarning(finding) : finding));
    }

    private List<Finding> found(Owner owner, StepId step, Set<StepId> skipped, Agent agent, @Nullable Agent existing)
            throws InterruptedException, SqlJudgeException {
        Report report = new Report(step);
        AgentStructure.check(step, agent, report);
        switch (step) {
            case PROMPT_UNDERSTANDING, DECISION_MAKING, TECHNICAL_ANALYSIS -> {}
            case DATABASE_GENERATION -> new DatabaseRules(judge, owner, report).check(agent, existing);
            case ACTION_GENERATION -> JsonSchemaRules.check(agent, report);
            case SCHEDULE_GENERATION -> CronRules.check(agent, report);
        }
        return errorsFirst(Stream.concat(report.findings().stream(), left(step, skipped, agent)));
    }

    /**
     * The findings about the existing agent's part if the next step is skipped. It is not in this step's result, so
     * there is no path.
     */
    private static Stream<Finding> left(StepId step, Set<StepId> skipped, Agent agent) {
        Report report = new Report(step);
        if (step == StepId.DATABASE_GENERATION && skipped.contains(StepId.ACTION_GENERATION)) {
            AgentStructure.check(StepId.ACTION_GENERATION, agent, report);
        } else if (step == StepId.ACTION_GENERATION && skipped.contains(StepId.SCHEDULE_GENERATION)) {
            AgentStructure.check(StepId.SCHEDULE_GENERATION, agent, report);
            CronRules.check(agent, report);
        }
        return report.findings().stream()
                .map(finding -> new Finding(step, finding.severity(), finding.code(), finding.message(), null));
    }

    private static List<Finding> errorsFirst(Stream<Finding> findings) {
        return findings.sorted(Comparator.comparing(Finding::severity)).toList();
    }

    private static boolean isError(Finding finding) {
        return finding.severity() == Severity.ERROR;
    }

    /** What identifies a finding even if its place in the agent changes. */
    private static String identity(Finding finding) {
        return finding.code() + ' ' + finding.message();
    }

    private static Finding asWarning(Finding finding) {
        return new Finding(finding.step(), Severity.WARNING, finding.code(), finding.message(), finding.path());
    }
}
