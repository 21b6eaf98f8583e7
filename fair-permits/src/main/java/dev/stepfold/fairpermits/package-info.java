/** Sharing what is scarce among owners, in the services alike. */
@NullMarked
package dev.stepfold.fairpermits;

import org.jspecify.annotations.NullMarked;
