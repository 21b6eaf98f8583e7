/** What is known about documents: their state, their history, and those accepted a moment ago. */
@NullMarked
package dev.stepfold.gateway.document;

import org.jspecify.annotations.NullMarked;
