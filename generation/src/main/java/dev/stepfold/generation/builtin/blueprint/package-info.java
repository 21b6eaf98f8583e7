/** What is usual in a domain, kept as readable resource files. */
@NullMarked
package dev.stepfold.generation.builtin.blueprint;

import org.jspecify.annotations.NullMarked;
