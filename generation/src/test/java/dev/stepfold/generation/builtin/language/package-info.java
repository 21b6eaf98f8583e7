@NullMarked
package dev.stepfold.generation.builtin.language;

import org.jspecify.annotations.NullMarked;
