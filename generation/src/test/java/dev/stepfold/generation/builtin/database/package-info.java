@NullMarked
package dev.stepfold.generation.builtin.database;

import org.jspecify.annotations.NullMarked;
