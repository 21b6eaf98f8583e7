/** The third step: how the parts are connected. */
@NullMarked
package dev.stepfold.generation.builtin.analysis;

import org.jspecify.annotations.NullMarked;
