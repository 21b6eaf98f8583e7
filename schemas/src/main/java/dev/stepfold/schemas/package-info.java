/** The contract that all services share. */
@NullMarked
package dev.stepfold.schemas;

import org.jspecify.annotations.NullMarked;
