/** Commands: what a person or an application asks of the orchestrator. */
@NullMarked
package dev.stepfold.schemas.command;

import org.jspecify.annotations.NullMarked;
