/** Fills an empty cluster from a backup. */
@NullMarked
package dev.stepfold.commandline.restore;

import org.jspecify.annotations.NullMarked;
