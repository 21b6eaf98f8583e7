package dev.stepfold.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stepfold.schemas.StepId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeldModelTest {
    @Test
    void answersEveryStepButTheHeldOneOfADocumentThatIsNotLetGo() {
        try (HeldModel model = HeldModel.start();
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(ask(http, model, StepId.PROMPT_UNDERSTANDING, 7).join().body())
                    .contains("chat.completion");
            CompletableFuture<HttpResponse<String>> held = ask(http, model, HeldModel.HELD, 7);
            model.letGo(8);
            assertThat(ask(http, model, HeldModel.HELD, 8)
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join()
                            .statusCode())
                    .isEqualTo(200);
            assertThat(held).isNotDone();

            model.letGo(7);

            assertThat(held.orTimeout(10, TimeUnit.SECONDS).join().statusCode()).isEqualTo(200);
            assertThat(model.calls())
                    .extracting(HeldModel.Call::caller, HeldModel.Call::document)
                    .containsOnly(tuple("one", 7), tuple("one", 8));
        }
    }

    private static CompletableFuture<HttpResponse<String>> ask(
            HttpClient http, HeldModel model, StepId step, int document) {
        String body = "{\"response_format\":{\"json_schema\":{\"name\":\"" + step + "\"}},\"messages\":\""
                + HeldModel.request(document) + "\"}";
        return http.sendAsync(
                HttpRequest.newBuilder(
                                URI.create(model.environment("one").get("OPENAI_BASE_URL") + "/chat/completions"))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
