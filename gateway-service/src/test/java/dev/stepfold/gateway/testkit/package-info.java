/** Hand-written fakes and the parts that the tests share. */
@NullMarked
package dev.stepfold.gateway.testkit;

import org.jspecify.annotations.NullMarked;
