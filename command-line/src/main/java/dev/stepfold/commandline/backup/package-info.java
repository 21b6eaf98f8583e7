/** Copies what a cluster holds into a backup. */
@NullMarked
package dev.stepfold.commandline.backup;

import org.jspecify.annotations.NullMarked;
