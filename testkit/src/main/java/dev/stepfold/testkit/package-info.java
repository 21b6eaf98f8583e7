/** What the tests of several modules share. */
@NullMarked
package dev.stepfold.testkit;

import org.jspecify.annotations.NullMarked;
