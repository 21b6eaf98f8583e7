/** Checks a backup by itself, without Kafka. */
@NullMarked
package dev.stepfold.commandline.verify;

import org.jspecify.annotations.NullMarked;
