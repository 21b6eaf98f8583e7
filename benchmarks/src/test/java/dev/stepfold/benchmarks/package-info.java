@NullMarked
package dev.stepfold.benchmarks;

import org.jspecify.annotations.NullMarked;
