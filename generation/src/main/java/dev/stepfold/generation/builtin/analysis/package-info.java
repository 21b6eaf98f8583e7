/** The third step: how the parts hang together. */
@NullMarked
package dev.stepfold.generation.builtin.analysis;

import org.jspecify.annotations.NullMarked;
