/** Tests with the clients of other protocols, as npm has them, in a Node process. */
@NullMarked
package dev.stepfold.gateway.node;

import org.jspecify.annotations.NullMarked;
