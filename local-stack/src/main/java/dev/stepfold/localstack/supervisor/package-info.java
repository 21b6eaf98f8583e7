/**
 * Keeps a set of processes running: starts them, watches their health, restarts those that died, and stops all in
 * order.
 */
@NullMarked
package dev.stepfold.localstack.supervisor;

import org.jspecify.annotations.NullMarked;
