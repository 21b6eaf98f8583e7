/** Events: immutable facts about a document, in the order of its topic. */
@NullMarked
package dev.stepfold.schemas.event;

import org.jspecify.annotations.NullMarked;
