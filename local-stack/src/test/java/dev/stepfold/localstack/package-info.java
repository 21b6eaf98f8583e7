@NullMarked
package dev.stepfold.localstack;

import org.jspecify.annotations.NullMarked;
