@NullMarked
package dev.stepfold.orchestrator.validation;

import org.jspecify.annotations.NullMarked;
