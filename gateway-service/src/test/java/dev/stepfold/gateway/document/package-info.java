@NullMarked
package dev.stepfold.gateway.document;

import org.jspecify.annotations.NullMarked;
