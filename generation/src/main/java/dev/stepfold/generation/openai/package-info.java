/**
 * Generates agents with a model behind an OpenAI-compatible chat endpoint. Nothing outside this package knows the library
 * that speaks to it.
 */
@NullMarked
package dev.stepfold.generation.openai;

import org.jspecify.annotations.NullMarked;
