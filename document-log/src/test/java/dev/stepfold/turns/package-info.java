@NullMarked
package dev.stepfold.turns;

import org.jspecify.annotations.NullMarked;
