@NullMarked
package dev.stepfold.gateway.agui;

import org.jspecify.annotations.NullMarked;
