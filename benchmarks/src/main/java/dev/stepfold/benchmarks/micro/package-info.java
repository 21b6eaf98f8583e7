/** What one event costs without Kafka and HTTP: JMH benchmarks of the fold, the codec, decisions and frames. */
@NullMarked
package dev.stepfold.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
