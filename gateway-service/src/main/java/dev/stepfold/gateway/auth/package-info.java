/** Authenticates callers by tokens, cookies and tickets, on Micronaut Security. */
@NullMarked
package dev.stepfold.gateway.auth;

import org.jspecify.annotations.NullMarked;
