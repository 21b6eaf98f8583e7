@NullMarked
package dev.stepfold.localstack.supervisor;

import org.jspecify.annotations.NullMarked;
