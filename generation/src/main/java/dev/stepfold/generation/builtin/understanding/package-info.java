/** The first step: from free text to entities, features and recurring needs. */
@NullMarked
package dev.stepfold.generation.builtin.understanding;

import org.jspecify.annotations.NullMarked;
