/** The projection over HTTP. */
@NullMarked
package dev.stepfold.projection.http;

import org.jspecify.annotations.NullMarked;
