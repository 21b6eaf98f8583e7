package dev.stepfold.gateway;

import dev.stepfold.gateway.stream.Watchers;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.micronaut.runtime.server.EmbeddedServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the gateway: it takes no new connections, ends its streams spread over a short time so that their clients move
 * to another gateway, and then stops the server. Without this, the server would cut all connections at the same moment.
 */
public final class GracefulShutdown {
    private static final Logger LOG = LoggerFactory.getLogger(GracefulShutdown.class);

    /** The time over which the ends of the streams are spread. */
    private static final Duration SPREAD = Duration.ofSeconds(2);

    /** How long the responses that are under way then have to complete. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

    /** How long the clients have. What closes then has limits of its own, and nobody waits for it. */
    static final Duration CLIENTS = SPREAD.plus(LAST_ANSWERS);

    private GracefulShutdown() {}

    /** Takes {@link #CLIENTS} at most if there are streams, and what closes then. */
    public static void stop(EmbeddedServer server) {
        Watchers watchers = server.getApplicationContext().getBean(Watchers.class);
        LOG.info("stopping streams={}", watchers.count());
        CompletableFuture<?> answered = server instanceof GracefulShutdownCapable capable
                ? capable.shutdownGracefully().toCompletableFuture()
                : CompletableFuture.completedFuture(null);
        watchers.endAll(SPREAD, wait -> LockSupport.parkNanos(wait.toNanos()));
        try {
            answered.get(LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("connections are cut reason={}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        server.stop();
    }
}
