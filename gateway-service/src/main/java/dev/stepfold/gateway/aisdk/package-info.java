/** The UI message stream of the AI SDK (version 1): a run of a document as one message of an assistant. */
@NullMarked
package dev.stepfold.gateway.aisdk;

import org.jspecify.annotations.NullMarked;
