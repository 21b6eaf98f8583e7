@NullMarked
package dev.stepfold.gateway.kafka;

import org.jspecify.annotations.NullMarked;
