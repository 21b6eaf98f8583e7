/**
 * SQL that comes from a caller or a model: a grammar of what may be executed
 * ({@link dev.stepfold.generation.sql.SqlGrammar}), and its execution ({@link dev.stepfold.generation.sql.SqlJudge}).
 */
@NullMarked
package dev.stepfold.generation.sql;

import org.jspecify.annotations.NullMarked;
