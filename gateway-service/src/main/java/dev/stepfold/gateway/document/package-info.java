/** Documents: their state, their history, and those accepted recently. */
@NullMarked
package dev.stepfold.gateway.document;

import org.jspecify.annotations.NullMarked;
