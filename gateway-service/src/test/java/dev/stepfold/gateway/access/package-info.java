@NullMarked
package dev.stepfold.gateway.access;

import org.jspecify.annotations.NullMarked;
