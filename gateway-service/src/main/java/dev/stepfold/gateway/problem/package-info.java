/** Errors as clients see them: RFC 9457 problems with stable codes. */
@NullMarked
package dev.stepfold.gateway.problem;

import org.jspecify.annotations.NullMarked;
