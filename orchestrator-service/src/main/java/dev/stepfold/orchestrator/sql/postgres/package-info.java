/** A PostgreSQL of the orchestrator's own that executes what {@link dev.stepfold.orchestrator.sql.SqlGrammar} let through. */
@NullMarked
package dev.stepfold.orchestrator.sql.postgres;

import org.jspecify.annotations.NullMarked;
