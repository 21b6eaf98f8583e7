@NullMarked
package dev.stepfold.gateway.mcp;

import org.jspecify.annotations.NullMarked;
