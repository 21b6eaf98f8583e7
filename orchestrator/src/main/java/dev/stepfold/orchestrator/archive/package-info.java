/** Sends documents that are at rest long enough to the archive. */
@NullMarked
package dev.stepfold.orchestrator.archive;

import org.jspecify.annotations.NullMarked;
