/**
 * SQL that comes from a caller or a model: a grammar of what may be executed ({@link dev.stepfold.orchestrator.sql.SqlGrammar}),
 * and who executes it ({@link dev.stepfold.orchestrator.sql.SqlJudge}).
 */
@NullMarked
package dev.stepfold.orchestrator.sql;

import org.jspecify.annotations.NullMarked;
