@NullMarked
package dev.stepfold.generation.builtin;

import org.jspecify.annotations.NullMarked;
