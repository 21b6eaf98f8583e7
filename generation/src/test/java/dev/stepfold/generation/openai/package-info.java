@NullMarked
package dev.stepfold.generation.openai;

import org.jspecify.annotations.NullMarked;
