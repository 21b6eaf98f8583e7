/** The gateway's streams through proxies that are installed. */
@NullMarked
package dev.stepfold.gateway.proxy;

import org.jspecify.annotations.NullMarked;
