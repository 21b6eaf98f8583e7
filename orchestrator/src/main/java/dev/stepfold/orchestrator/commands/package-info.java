/**
 * The command loop: {@code stepfold.commands} in, active documents out. The orchestrator that owns a partition is the
 * single writer of its documents. The committed offset is that of the lowest unfinished command.
 */
@NullMarked
package dev.stepfold.orchestrator.commands;

import org.jspecify.annotations.NullMarked;
