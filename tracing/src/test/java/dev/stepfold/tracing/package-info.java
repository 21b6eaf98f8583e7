@NullMarked
package dev.stepfold.tracing;

import org.jspecify.annotations.NullMarked;
