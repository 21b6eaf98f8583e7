package dev.stepfold.gateway.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.SseEncoder;
import dev.stepfold.gateway.stream.StreamFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Messages of a protocol as frames of {@code text/event-stream} with data alone: one JSON object each, on one line. */
public final class JsonFrames implements StreamFormat {
    private static final byte[] NOTHING = new byte[0];

    private final Function<Next, List<ObjectNode>> messages;
    private final String last;

    /**
     * @param messages what the client is told
     * @param last the data of a frame that ends every stream; empty for none
     */
    public JsonFrames(Function<Next, List<ObjectNode>> messages, String last) {
        this.messages = messages;
        this.last = last;
    }

    /** Nothing: the client gets its first message at once. */
    @Override
    public byte[] opening() {
        return NOTHING;
    }

    @Override
    public byte[] write(Next next) {
        if (next instanceof Next.Heartbeat) {
            return SseEncoder.comment("heartbeat");
        }
        StringBuilder frames = new StringBuilder();
        messages.apply(next)
                .forEach(message -> frames.append("data: ").append(message).append("\n\n"));
        if (next instanceof Next.End && !last.isEmpty()) {
            frames.append("data: ").append(last).append("\n\n");
        }
        return frames.toString().getBytes(StandardCharsets.UTF_8);
    }
}
