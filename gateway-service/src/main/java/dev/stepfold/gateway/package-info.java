/** Public HTTP and SSE, and the web page. */
@NullMarked
package dev.stepfold.gateway;

import org.jspecify.annotations.NullMarked;
