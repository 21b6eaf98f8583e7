/** AG-UI 1.0: a run of a document as a stream of AG-UI events. */
@NullMarked
package dev.stepfold.gateway.agui;

import org.jspecify.annotations.NullMarked;
