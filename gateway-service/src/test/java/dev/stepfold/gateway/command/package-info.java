@NullMarked
package dev.stepfold.gateway.command;

import org.jspecify.annotations.NullMarked;
