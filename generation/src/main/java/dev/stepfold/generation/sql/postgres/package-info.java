/** A PostgreSQL of the orchestrator's own that executes what {@link dev.stepfold.generation.sql.SqlGrammar} let through. */
@NullMarked
package dev.stepfold.generation.sql.postgres;

import org.jspecify.annotations.NullMarked;
