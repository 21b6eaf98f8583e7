/**
 * What the HTTP sides of the three services share: the start and the check of settings, the host names that they answer
 * to, the secret by which they recognise each other, and the security headers of every response.
 */
@NullMarked
package dev.stepfold.servicehttp;

import org.jspecify.annotations.NullMarked;
