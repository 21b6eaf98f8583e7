package dev.stepfold.generation.openai;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A way to ask a model: for the answer as a whole, or as it is written. */
@FunctionalInterface
interface Asking {
    /**
     * Asks, and waits for the end of the answer.
     *
     * @param written takes what the model has written since it was last called, on the calling thread; may never be called
     * @throws RuntimeException as the HTTP client below throws it, or wrapped by the library
     */
    ChatResponse ask(ChatRequest request, Consumer<String> written);

    /** Asks for the answer as it is written. The HTTP client below must call back on the calling thread. */
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
                throw new IllegalStateException("the library gave no answer");
            }
            return complete;
        };
    }
}
