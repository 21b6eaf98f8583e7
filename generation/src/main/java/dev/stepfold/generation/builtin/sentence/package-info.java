/** Sentences as vectors: how near in meaning two texts are. */
@NullMarked
package dev.stepfold.generation.builtin.sentence;

import org.jspecify.annotations.NullMarked;
