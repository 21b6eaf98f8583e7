/** Sentences as vectors: how near in meaning two texts are. */
@NullMarked
package dev.stepfold.generation.builtin.embedding;

import org.jspecify.annotations.NullMarked;
