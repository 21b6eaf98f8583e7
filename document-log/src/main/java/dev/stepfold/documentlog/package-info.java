/** The Kafka side of the contract: shared topics, records, and a document's topic read by the fence rule. */
@NullMarked
package dev.stepfold.documentlog;

import org.jspecify.annotations.NullMarked;
