/** One document: its log as it is, and as it goes on. */
@NullMarked
package dev.stepfold.commandline.document;

import org.jspecify.annotations.NullMarked;
