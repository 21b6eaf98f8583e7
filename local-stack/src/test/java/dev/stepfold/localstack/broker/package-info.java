@NullMarked
package dev.stepfold.localstack.broker;

import org.jspecify.annotations.NullMarked;
