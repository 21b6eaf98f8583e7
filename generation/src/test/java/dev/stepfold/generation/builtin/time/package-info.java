@NullMarked
package dev.stepfold.generation.builtin.time;

import org.jspecify.annotations.NullMarked;
