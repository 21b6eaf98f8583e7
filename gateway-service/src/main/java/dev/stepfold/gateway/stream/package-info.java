/** The resume contract: a document's snapshot and events, each exactly once, in order, from any point. */
@NullMarked
package dev.stepfold.gateway.stream;

import org.jspecify.annotations.NullMarked;
