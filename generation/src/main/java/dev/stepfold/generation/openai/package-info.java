/**
 * Generates agents with a model behind an OpenAI-compatible chat endpoint. Nothing outside this package uses the
 * library that calls it.
 */
@NullMarked
package dev.stepfold.generation.openai;

import org.jspecify.annotations.NullMarked;
