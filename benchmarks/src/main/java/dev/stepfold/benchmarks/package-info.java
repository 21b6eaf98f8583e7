/** Measurements of the real processes, each a program of its own. */
@NullMarked
package dev.stepfold.benchmarks;

import org.jspecify.annotations.NullMarked;
