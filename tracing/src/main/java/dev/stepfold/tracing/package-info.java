/** Spans of what a request causes, from the HTTP call to the frame. Off unless a service is told where to send them. */
@NullMarked
package dev.stepfold.tracing;

import org.jspecify.annotations.NullMarked;
