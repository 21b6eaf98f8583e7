/**
 * The command loop: {@code stepfold.commands} in, active documents out. The owner of a partition is the single writer of
 * its documents; what is committed is the lowest command that is not finished.
 */
@NullMarked
package dev.stepfold.orchestrator.commands;

import org.jspecify.annotations.NullMarked;
