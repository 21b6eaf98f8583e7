/** Callers: what they may see, and how much they may request. */
@NullMarked
package dev.stepfold.gateway.access;

import org.jspecify.annotations.NullMarked;
