/** What is deployed beside the services so that they are seen from outside. */
@NullMarked
package dev.stepfold.localstack.observability;

import org.jspecify.annotations.NullMarked;
