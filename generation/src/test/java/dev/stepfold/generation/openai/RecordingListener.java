package dev.stepfold.generation.openai;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import java.util.List;

/** Keeps what it is handed, and that it was closed. */
class RecordingListener implements ServerSentEventListener {
    private final List<String> events;

    RecordingListener(List<String> events) {
        this.events = events;
    }

    @Override
    public void onEvent(ServerSentEvent event) {
        events.add(event.data());
    }

    @Override
    public void onError(Throwable error) {
        throw new AssertionError(error);
    }

    @Override
    public void onClose() {
        events.add("closed");
    }
}
