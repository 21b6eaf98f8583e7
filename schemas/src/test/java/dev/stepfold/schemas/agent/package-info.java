/** Tests of what agents consist of. */
@NullMarked
package dev.stepfold.schemas.agent;

import org.jspecify.annotations.NullMarked;
