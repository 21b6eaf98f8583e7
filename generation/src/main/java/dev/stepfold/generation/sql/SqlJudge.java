package dev.stepfold.generation.sql;

import dev.stepfold.schemas.Owner;
import java.util.List;
import java.util.Set;

/** Executes SQL where it can do no harm, and tells what came of it. */
public interface SqlJudge {
    /**
     * Executes the scripts one after the other on an empty database, which is thrown away afterwards. Waits for its turn
     * among the owners.
     *
     * @param owner whose SQL it is
     * @throws SqlJudgeException when it cannot be told now, and may be later
     */
    Judgement judge(Owner owner, List<SqlScript> scripts) throws InterruptedException, SqlJudgeException;

    /** What came of it. */
    sealed interface Judgement {
        /**
         * All of it executes.
         *
         * @param tables how many tables there are at the end
         * @param columns their columns, each as {@code table.column}, in order
         */
        record Executed(int tables, Set<String> columns) implements Judgement {}

        /**
         * A statement does not execute.
         *
         * @param script which script it is in, from 0
         * @param reason a sentence of ours, with no names in it but those that the statement itself has
         */
        record Failed(int script, String reason) implements Judgement {}

        /**
         * It took more time or memory than it may, or took its process down.
         *
         * @param script which script was at work, from 0
         * @param reason a sentence of ours
         */
        record OverLimit(int script, String reason) implements Judgement {}

        /**
         * Nothing is executed on this machine.
         *
         * @param reason why not
         */
        record NotJudged(String reason) implements Judgement {}
    }
}
