package dev.stepfold.generation.openai;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.time.Duration;

/** An {@link InterruptibleHttp} whose whole answers are in the form that langchain4j reads; streamed ones are already. */
record CompletionsHttp(InterruptibleHttp http) implements HttpClient {
    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        SuccessfulHttpResponse answer = http.execute(request);
        return SuccessfulHttpResponse.builder()
                .statusCode(answer.statusCode())
                .headers(answer.headers())
                .body(CompletionEvents.whole(answer.body()))
                .build();
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        http.execute(request, parser, listener);
    }

    /** This client as the builder that langchain4j expects; its timeouts are already set. */
    HttpClientBuilder asBuilder() {
        return new Built(this, http.asBuilder());
    }

    private record Built(CompletionsHttp client, HttpClientBuilder timeouts) implements HttpClientBuilder {
        @Override
        public Duration connectTimeout() {
            return timeouts.connectTimeout();
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration ignored) {
            return this;
        }

        @Override
        public Duration readTimeout() {
            return timeouts.readTimeout();
        }

        @Override
        public HttpClientBuilder readTimeout(Duration ignored) {
            return this;
        }

        @Override
        public HttpClient build() {
            return client;
        }
    }
}
