/** A stub of a language model's server, for tests and benchmarks. */
@NullMarked
package dev.stepfold.modelstub;

import org.jspecify.annotations.NullMarked;
