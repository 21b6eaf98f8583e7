package dev.stepfold.modelstub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Answers in the form in which OpenAI streams them. */
public final class StubStream {
    public static final String DONE = "data: [DONE]\n\n";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int PIECE_CHARS = 40;

    private StubStream() {}

    /** The form of {@code reply} that a server sends if it can stream. */
    static StubReply streamed(StubReply reply) {
        return switch (reply) {
            case StubReply.Content content ->
                new StubReply.Events(
                        pieces("content", content.content()) + end(content.finishReason()), StubReply.Events.After.END);
            case StubReply.Refusal refusal ->
                new StubReply.Events(pieces("refusal", refusal.words()) + end("stop"), StubReply.Events.After.END);
            case StubReply.Delayed delayed -> new StubReply.Delayed(delayed.delay(), streamed(delayed.reply()));
            case StubReply.Status _,
                    StubReply.Whole _,
                    StubReply.Body _,
                    StubReply.Cut _,
                    StubReply.Drop _,
                    StubReply.Drip _,
                    StubReply.Events _ -> reply;
        };
    }

    /** The beginning of an answer, in several events. */
    public static String pieces(String field, String text) {
        StringBuilder events = new StringBuilder();
        for (int begin = 0; begin < text.length(); begin += PIECE_CHARS) {
            ObjectNode chunk = chunk();
            chunk.putArray("choices")
                    .addObject()
                    .put("index", 0)
                    .putNull("finish_reason")
                    .putObject("delta")
                    .put(field, text.substring(begin, Math.min(begin + PIECE_CHARS, text.length())));
            events.append(event(chunk));
        }
        return events.toString();
    }

    /** The end of an answer, with the tokens it took. */
    public static String end(String finishReason) {
        ObjectNode last = chunk();
        last.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", finishReason)
                .putObject("delta");
        ObjectNode usage = chunk();
        usage.putArray("choices");
        usage.putObject("usage")
                .put("prompt_tokens", StubModel.TOKENS_READ)
                .put("completion_tokens", StubModel.TOKENS_WRITTEN)
                .put("total_tokens", StubModel.TOKENS_READ + StubModel.TOKENS_WRITTEN);
        return event(last) + event(usage) + DONE;
    }

    private static ObjectNode chunk() {
        return MAPPER.createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion.chunk")
                .put("created", 1_700_000_000)
                .put("model", StubModel.MODEL);
    }

    private static String event(ObjectNode chunk) {
        return "data: " + chunk + "\n\n";
    }
}
