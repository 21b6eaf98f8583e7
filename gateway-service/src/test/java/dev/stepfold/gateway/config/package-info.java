@NullMarked
package dev.stepfold.gateway.config;

import org.jspecify.annotations.NullMarked;
