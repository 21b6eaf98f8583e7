/** What a person sees while a command works. */
@NullMarked
package dev.stepfold.commandline.console;

import org.jspecify.annotations.NullMarked;
