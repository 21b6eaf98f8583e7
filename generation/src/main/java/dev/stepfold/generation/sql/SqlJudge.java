package dev.stepfold.generation.sql;

import dev.stepfold.schemas.Owner;
import java.util.List;
import java.util.Set;

/** Executes SQL where it can do no harm, and reports the result. */
@FunctionalInterface
public interface SqlJudge extends AutoCloseable {
    /**
     * Executes the scripts one after the other on an empty database, which is discarded afterwards. Waits for the
     * owner's permit.
     *
     * @param owner the SQL's owner
     * @throws SqlJudgeException when the SQL cannot be judged now; a retry may help
     */
    Judgement judge(Owner owner, List<SqlScript> scripts) throws InterruptedException, SqlJudgeException;

    /** Executes nothing any more. */
    @Override
    default void close() {}

    /** The result. */
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
         * @param reason a sentence of our own, in which the only names are those in the statement itself
         */
        record Failed(int script, String reason) implements Judgement {}

        /**
         * It exceeded its limit of time or memory, or crashed its process.
         *
         * @param script which script was running, from 0
         * @param reason a sentence of our own
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
