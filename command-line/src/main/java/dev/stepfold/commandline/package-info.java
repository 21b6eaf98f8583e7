/** The command line: what can be asked, and how it is answered. */
@NullMarked
package dev.stepfold.commandline;

import org.jspecify.annotations.NullMarked;
