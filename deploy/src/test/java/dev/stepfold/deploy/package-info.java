/** What this folder deploys, checked by the models of those who take it. */
@NullMarked
package dev.stepfold.deploy;

import org.jspecify.annotations.NullMarked;
