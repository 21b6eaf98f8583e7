package dev.stepfold.testkit.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.background.BackgroundEventHandler;
import com.launchdarkly.eventsource.background.BackgroundEventSource;
import dev.stepfold.schemas.codec.ContractMapper;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** {@code BackgroundEventSource} of {@code okhttp-eventsource}. */
final class OkHttpEventSource extends ReportingClient {
    /** Longer than the longest silence of a stream; the default is 5 s, although its documentation says 5 minutes. */
    private static final int READ_TIMEOUT_S = 60;

    private final BlockingQueue<ObjectNode> reports = new LinkedBlockingQueue<>();
    private final BackgroundEventSource source;

    OkHttpEventSource(URI uri) {
        ConnectStrategy connecting = ConnectStrategy.http(uri).readTimeout(READ_TIMEOUT_S, TimeUnit.SECONDS);
        source = new BackgroundEventSource.Builder(new Handler(), new EventSource.Builder(connecting)).build();
        source.start();
    }

    /** It is called by one thread. */
    private final class Handler implements BackgroundEventHandler {
        private boolean failed;

        @Override
        public void onOpen() {
            attempt();
        }

        @Override
        public void onMessage(String event, MessageEvent message) {
            reports.add(object().put("sequence", Long.parseLong(message.getLastEventId()))
                    .put("event", event)
                    .put("data", message.getData()));
        }

        @Override
        public void onComment(String comment) {
            // What keeps the connection alive.
        }

        @Override
        public void onError(Throwable error) {
            attempt();
            failed = true;
        }

        @Override
        public void onClosed() {
            // Each is told by an error before.
        }

        private void attempt() {
            if (failed) {
                failed = false;
                reports.add(object().put("after", "comes back"));
            }
        }
    }

    private static ObjectNode object() {
        return ContractMapper.mapper().createObjectNode();
    }

    @Override
    JsonNode next() {
        try {
            JsonNode next = reports.poll(SECONDS_MAX, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("okhttp-eventsource is silent");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
