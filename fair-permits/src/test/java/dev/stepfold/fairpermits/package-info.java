@NullMarked
package dev.stepfold.fairpermits;

import org.jspecify.annotations.NullMarked;
