/** Random values of the contract, reproducible from a seed. */
@NullMarked
package dev.stepfold.schemas.random;

import org.jspecify.annotations.NullMarked;
