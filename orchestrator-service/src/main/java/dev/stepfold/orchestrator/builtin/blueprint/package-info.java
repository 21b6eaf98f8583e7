/** What is usual in a domain, kept as readable resource files. */
@NullMarked
package dev.stepfold.orchestrator.builtin.blueprint;

import org.jspecify.annotations.NullMarked;
