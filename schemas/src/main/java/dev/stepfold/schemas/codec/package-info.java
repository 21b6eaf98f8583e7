/** The wire form: JSON values and CloudEvents headers. */
@NullMarked
package dev.stepfold.schemas.codec;

import org.jspecify.annotations.NullMarked;
