/** Whether a cluster is fit for Stepfold. */
@NullMarked
package dev.stepfold.commandline.doctor;

import org.jspecify.annotations.NullMarked;
