/** Who asks, what they may see, and how much of it they may ask for. */
@NullMarked
package dev.stepfold.gateway.access;

import org.jspecify.annotations.NullMarked;
