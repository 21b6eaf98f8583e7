/** Which documents go to the archive by themselves. */
@NullMarked
package dev.stepfold.orchestrator.archive;

import org.jspecify.annotations.NullMarked;
