/** Tests of the command line. */
package dev.stepfold.commandline;
