/** Routes, problems and the SSE response. */
@NullMarked
package dev.stepfold.gateway.http;

import org.jspecify.annotations.NullMarked;
