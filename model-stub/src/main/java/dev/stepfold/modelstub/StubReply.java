package dev.stepfold.modelstub;

import java.time.Duration;
import java.util.Map;

/** What a {@link StubModel} does with a call. */
public sealed interface StubReply {
    /** Answers with an unsuccessful status. */
    record Status(int code, String body, Map<String, String> headers) implements StubReply {
        public Status(int code, Map<String, String> headers) {
            this(code, "{\"error\":{\"message\":\"as scripted\"}}", headers);
        }

        public Status(int code) {
            this(code, Map.of());
        }
    }

    /** Answers a completion with this content. */
    record Content(String content, String finishReason) implements StubReply {
        public Content(String content) {
            this(content, "stop");
        }
    }

    /** Answers a completion with this content as a whole, even if a stream is requested. */
    record Whole(String content) implements StubReply {}

    /** Answers a completion in which the model refuses. */
    record Refusal(String words) implements StubReply {}

    /** Answers with success and this body, whatever it is. */
    record Body(String body) implements StubReply {}

    /** Announces a whole answer, sends half of it, and closes the connection. */
    record Cut() implements StubReply {}

    /** Closes the connection without an answer. */
    record Drop() implements StubReply {}

    /** Begins an answer that never ends: sends a blank from time to time until the caller goes away. */
    record Drip() implements StubReply {}

    /** Sends this as a stream of events, whatever it is, and then does what {@code after} says. */
    record Events(String events, After after) implements StubReply {
        /** What comes after the events. */
        public enum After {
            END,
            BREAK,
            SILENCE,
            MORE_OF_THE_SAME
        }
    }

    /** Waits, then replies; a caller that goes away meanwhile is not noticed. */
    record Delayed(Duration delay, StubReply reply) implements StubReply {}
}
