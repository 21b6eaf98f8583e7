@NullMarked
package dev.stepfold.gateway.webhook;

import org.jspecify.annotations.NullMarked;
