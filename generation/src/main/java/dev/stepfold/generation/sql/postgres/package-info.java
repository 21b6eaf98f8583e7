/**
 * A PostgreSQL of the orchestrator's own that executes what {@link dev.stepfold.generation.sql.SqlGrammar} accepted.
 */
@NullMarked
package dev.stepfold.generation.sql.postgres;

import org.jspecify.annotations.NullMarked;
