@NullMarked
package dev.stepfold.gateway.stream;

import org.jspecify.annotations.NullMarked;
