package dev.stepfold.generation.validation;

import dev.stepfold.generation.sql.RefusedSqlException;
import dev.stepfold.generation.sql.SqlGrammar;
import dev.stepfold.generation.sql.SqlJudge;
import dev.stepfold.generation.sql.SqlJudge.Judgement;
import dev.stepfold.generation.sql.SqlJudgeException;
import dev.stepfold.generation.sql.SqlScript;
import dev.stepfold.generation.structure.Report;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.agent.Agent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether the DDL executes, and the migration after the DDL of the agent that was changed. */
final class DatabaseRules {
    private final SqlJudge judge;
    private final Owner owner;
    private final Report report;

    DatabaseRules(SqlJudge judge, Owner owner, Report report) {
        this.judge = judge;
        this.owner = owner;
        this.report = report;
    }

    void check(Agent agent, @Nullable Agent existing) throws InterruptedException, SqlJudgeException {
        Optional<Set<String>> columns = Optional.empty();
        if (agent.ddl().isBlank()) {
            if (!agent.models().isEmpty()) {
                report.error("no-ddl", "/ddl", "There are models, but no DDL");
            }
        } else {
            columns = checkSchema(agent);
        }
        if (existing != null && columns.isPresent()) {
            checkMigration(existing, agent.migration(), columns.get());
        }
    }

    /** The columns of all tables; empty where the DDL does not execute. */
    private Optional<Set<String>> checkSchema(Agent agent) throws InterruptedException, SqlJudgeException {
        SqlScript script;
        try {
            script = SqlGrammar.schema(agent.ddl());
        } catch (RefusedSqlException e) {
            report.error("refused-ddl", "/ddl", "The DDL is not executed: " + e.getMessage());
            return Optional.empty();
        }
        Judgement judgement = judge.judge(owner, List.of(script));
        reportClashes(script, judgement, "/ddl");
        return switch (judgement) {
            case Judgement.Executed executed -> {
                if (executed.tables() < agent.models().size()) {
                    report.warning(
                            "missing-table",
                            "/ddl",
                            "The DDL creates " + executed.tables() + " tables for "
                                    + agent.models().size() + " models");
                }
                yield Optional.of(executed.columns());
            }
            case Judgement.Failed failed -> {
                report.error("invalid-ddl", "/ddl", "The DDL does not execute: " + failed.reason());
                yield Optional.empty();
            }
            case Judgement.OverLimit over -> {
                report.error("expensive-ddl", "/ddl", "The DDL was stopped: " + over.reason());
                yield Optional.empty();
            }
            case Judgement.NotJudged none -> {
                report.warning("unchecked-ddl", "/ddl", "The DDL was read, but not executed: " + none.reason());
                yield Optional.empty();
            }
        };
    }

    private void checkMigration(Agent existing, @Nullable String migration, Set<String> wanted)
            throws InterruptedException, SqlJudgeException {
        if (existing.ddl().isBlank() && !existing.models().isEmpty()) {
            unchecked();
            return;
        }
        SqlScript before;
        try {
            before = SqlGrammar.schema(existing.ddl());
        } catch (RefusedSqlException _) {
            unchecked();
            return;
        }
        SqlScript change;
        try {
            change = SqlGrammar.migration(migration == null ? "" : migration, before);
        } catch (RefusedSqlException e) {
            report.error("refused-migration", "/migration", "The migration is not executed: " + e.getMessage());
            return;
        }
        Judgement judgement = judge.judge(owner, List.of(before, change));
        reportClashes(change, judgement, "/migration");
        switch (judgement) {
            case Judgement.Executed executed -> compare(executed.columns(), wanted, migration != null);
            case Judgement.Failed failed when failed.script() == 0 -> unchecked();
            case Judgement.Failed failed ->
                report.error("invalid-migration", "/migration", "The migration does not execute: " + failed.reason());
            case Judgement.OverLimit over when over.script() == 0 -> unchecked();
            case Judgement.OverLimit over ->
                report.error("expensive-migration", "/migration", "The migration was stopped: " + over.reason());
            case Judgement.NotJudged none ->
                report.warning(
                        "unchecked-migration",
                        "/migration",
                        "The migration was read, but not executed: " + none.reason());
        }
    }

    /** What executes has only clashes because of which something is not created. */
    private void reportClashes(SqlScript script, Judgement judgement, String path) {
        boolean executed = judgement instanceof Judgement.Executed;
        script.clashes().stream()
                .filter(clash -> !(executed && clash.refused()))
                .forEach(clash -> report.error("duplicate-name", path, "A name is taken: " + clash.reason()));
    }

    private void unchecked() {
        report.warning(
                "unchecked-migration",
                "/migration",
                "The migration was not checked: the existing agent's DDL is missing or cannot be executed");
    }

    private void compare(Set<String> reached, Set<String> wanted, boolean given) {
        String missing = wanted.stream().filter(name -> !reached.contains(name)).collect(Collectors.joining(", "));
        String left = reached.stream().filter(name -> !wanted.contains(name)).collect(Collectors.joining(", "));
        if (given && !missing.isEmpty()) {
            report.error("incomplete-migration", "/migration", "The migration does not produce " + missing);
        } else if (!missing.isEmpty()) {
            report.warning("incomplete-migration", null, "There is no migration that produces " + missing);
        }
        if (!left.isEmpty()) {
            report.warning("incomplete-migration", "/migration", "The migration leaves " + left);
        }
    }
}
