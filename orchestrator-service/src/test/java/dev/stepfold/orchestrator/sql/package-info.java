@NullMarked
package dev.stepfold.orchestrator.sql;

import org.jspecify.annotations.NullMarked;
