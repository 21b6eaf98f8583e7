/** Clients that others have made, as their users install them, for tests that have to work with them. */
@NullMarked
package dev.stepfold.testkit.clients;

import org.jspecify.annotations.NullMarked;
