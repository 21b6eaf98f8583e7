@NullMarked
package dev.stepfold.generation.quality;

import org.jspecify.annotations.NullMarked;
