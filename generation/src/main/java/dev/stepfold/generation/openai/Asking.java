package dev.stepfold.generation.openai;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A way to call a model: the answer comes as a whole or as a stream. */
@FunctionalInterface
interface Asking {
    /**
     * Calls the model and waits for the end of the answer.
     *
     * @param written takes the text written since its last call, on the calling thread; empty while the model only
     *     reasons; may never be called
     * @throws RuntimeException as the HTTP client below throws it, or wrapped by the library
     */
    ChatResponse ask(ChatRequest request, Consumer<String> written);

    /** Requests the answer as a stream. The HTTP client below must call back on the calling thread. */
    static Asking streaming(StreamingChatModel model) {
        return (request, written) -> {
            AtomicReference<@Nullable ChatResponse> answer = new AtomicReference<>();
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            model.chat(request, new StreamingChatResponseHandler() {
                @Override
                public void onPartialResponse(String text) {
                    written.accept(text);
                }

                @Override
                public void onPartialThinking(PartialThinking thinking) {
                    written.accept("");
                }

                @Override
                public void onCompleteResponse(ChatResponse response) {
                    answer.set(response);
                }

                @Override
                public void onError(Throwable error) {
                    failure.compareAndSet(null, error);
                }
            });
            @Nullable Throwable failed = failure.get();
            @Nullable ChatResponse complete = answer.get();
            if (failed != null) {
                throw new IllegalStateException("the answer cannot be read", failed);
            }
            if (complete == null) {
                throw new IllegalStateException("the library returned no answer");
            }
            return complete;
        };
    }
}
