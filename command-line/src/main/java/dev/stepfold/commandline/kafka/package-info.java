/** How the commands reach Kafka: connections, and reads of many partitions at once. */
@NullMarked
package dev.stepfold.commandline.kafka;

import org.jspecify.annotations.NullMarked;
