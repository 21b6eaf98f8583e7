/** The first step: from free text to entities, features and recurring needs. */
@NullMarked
package dev.stepfold.orchestrator.builtin.understanding;

import org.jspecify.annotations.NullMarked;
