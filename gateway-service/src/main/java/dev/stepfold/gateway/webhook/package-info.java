/**
 * Webhooks: events posted to URLs that owners registered, signed by the Standard Webhooks scheme. The queue of what has to
 * be posted is the documents' own logs; {@code stepfold.webhook-deliveries} says how far each URL was told of each document.
 */
@NullMarked
package dev.stepfold.gateway.webhook;

import org.jspecify.annotations.NullMarked;
