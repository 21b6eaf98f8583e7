@NullMarked
package dev.stepfold.orchestrator.sql.postgres;

import org.jspecify.annotations.NullMarked;
