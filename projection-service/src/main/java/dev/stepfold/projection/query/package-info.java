/** Finds a document's state: here, nowhere, not yet, or at another instance. */
@NullMarked
package dev.stepfold.projection.query;

import org.jspecify.annotations.NullMarked;
