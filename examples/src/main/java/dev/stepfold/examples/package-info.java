/**
 * Programs to copy, which show how other systems read Stepfold's topics. Each is one file; {@code docs/downstream.md}
 * explains them.
 */
@NullMarked
package dev.stepfold.examples;

import org.jspecify.annotations.NullMarked;
