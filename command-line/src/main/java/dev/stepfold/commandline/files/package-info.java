/** A backup's files: what is where, in which format, and what makes it durable. */
@NullMarked
package dev.stepfold.commandline.files;

import org.jspecify.annotations.NullMarked;
