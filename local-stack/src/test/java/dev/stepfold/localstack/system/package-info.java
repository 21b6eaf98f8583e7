/** The whole system from outside: real processes, HTTP and SSE. */
@NullMarked
package dev.stepfold.localstack.system;

import org.jspecify.annotations.NullMarked;
