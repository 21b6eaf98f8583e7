/**
 * What the HTTP doors of the three services have in common: how they start and which settings they refuse, the names that
 * they answer to, the secret by which they know each other, and what every answer tells a browser.
 */
@NullMarked
package dev.stepfold.servicehttp;

import org.jspecify.annotations.NullMarked;
