/** Documents' logs as the archive keeps them. */
@NullMarked
package dev.stepfold.schemas.archive;

import org.jspecify.annotations.NullMarked;
