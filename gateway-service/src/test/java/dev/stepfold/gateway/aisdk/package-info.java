@NullMarked
package dev.stepfold.gateway.aisdk;

import org.jspecify.annotations.NullMarked;
