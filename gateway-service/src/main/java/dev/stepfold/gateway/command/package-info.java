/** From an HTTP body to a command in Kafka. */
@NullMarked
package dev.stepfold.gateway.command;

import org.jspecify.annotations.NullMarked;
