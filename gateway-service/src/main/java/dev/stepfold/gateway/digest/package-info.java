/** Digests. */
@NullMarked
package dev.stepfold.gateway.digest;

import org.jspecify.annotations.NullMarked;
