@NullMarked
package dev.stepfold.servicehttp;

import org.jspecify.annotations.NullMarked;
