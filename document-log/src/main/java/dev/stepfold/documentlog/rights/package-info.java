/** Which rights each service needs on Kafka, and whether it has them. */
@NullMarked
package dev.stepfold.documentlog.rights;

import org.jspecify.annotations.NullMarked;
