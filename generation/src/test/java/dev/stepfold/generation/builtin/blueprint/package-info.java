@NullMarked
package dev.stepfold.generation.builtin.blueprint;

import org.jspecify.annotations.NullMarked;
