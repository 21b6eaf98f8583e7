/** The published schemas, their examples, and what holds the records to them. */
@NullMarked
package dev.stepfold.schemas.contract;

import org.jspecify.annotations.NullMarked;
