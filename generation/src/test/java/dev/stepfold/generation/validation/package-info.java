@NullMarked
package dev.stepfold.generation.validation;

import org.jspecify.annotations.NullMarked;
