/** Shares scarce resources fairly among owners. */
@NullMarked
package dev.stepfold.fairpermits;

import org.jspecify.annotations.NullMarked;
