/** Tests of the exports. */
@NullMarked
package dev.stepfold.agentexport;

import org.jspecify.annotations.NullMarked;
