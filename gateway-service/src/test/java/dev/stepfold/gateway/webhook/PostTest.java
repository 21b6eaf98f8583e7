package dev.stepfold.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.SampleEvents;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PostTest {
    private static final DocumentId DOCUMENT = new DocumentId("my-shop");
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00.5Z");

    @Test
    void isACloudEventWithTheEventAsItIsOnTheStream() throws Exception {
        for (DocumentEvent event : SampleEvents.ofEveryType()) {
            RecordedEvent recorded = SampleRun.at(DOCUMENT, 7, event);

            JsonNode body = json(Post.body(recorded, Post.DATA_BYTES_MAX));

            assertThat(body.path("data")).isEqualTo(json(JsonCodec.EVENTS.encode(recorded)));
            assertThat(body.path("specversion").asText()).isEqualTo("1.0");
            assertThat(body.path("id").asText()).isEqualTo("my-shop:7");
            assertThat(body.path("type").asText())
                    .isEqualTo(body.at("/data/type").asText());
            assertThat(body.path("source").asText()).isEqualTo("/stepfold/orchestrator");
            assertThat(body.path("subject").asText()).isEqualTo("my-shop");
            assertThat(body.path("time").asText()).isEqualTo("2026-01-01T12:00:00.007Z");
            assertThat(body.path("sequence").textValue()).isEqualTo("7");
            assertThat(body.path("datacontenttype").asText()).isEqualTo("application/json");
            assertThat(body.has("content-type")).isFalse();
        }
    }

    @Test
    void refersToAnEventThatIsTooLarge() throws Exception {
        RecordedEvent event = SampleRun.at(DOCUMENT, 7, SampleRun.completed());

        JsonNode body = json(Post.body(event, 10));

        assertThat(body.has("data")).isFalse();
        assertThat(body.has("datacontenttype")).isFalse();
        assertThat(body.path("dataref").asText()).isEqualTo("/api/documents/my-shop/history?from=7&to=7");
    }

    @Test
    void hasTheSameIdEachTimeAndTheTimeOfTheAttempt() {
        RecordedEvent event = SampleRun.at(DOCUMENT, 7, SampleRun.completed());
        Webhook webhook = webhook();

        Post first = Post.of(webhook, event, NOW);
        Post second = Post.of(webhook, event, NOW.plus(Duration.ofHours(1)));
        Post ofRecreated = Post.of(webhook, SampleRun.recreated(List.of(event)).getFirst(), NOW);

        assertThat(first.headers())
                .containsEntry("webhook-id", "my-shop:7:1767268800007")
                .containsEntry("webhook-timestamp", "1767312000");
        assertThat(second.headers().get("webhook-id")).isEqualTo("my-shop:7:1767268800007");
        assertThat(second.headers().get("webhook-timestamp")).isEqualTo("1767315600");
        assertThat(ofRecreated.headers().get("webhook-id"))
                .isNotEqualTo(first.headers().get("webhook-id"));
    }

    @Test
    void isSignedWithBothSecretsForAWhileAfterARotation() {
        RecordedEvent event = SampleRun.at(DOCUMENT, 7, SampleRun.completed());
        Webhook before = webhook();
        Webhook rotated = before.rotated(SigningSecret.random(new SecureRandom()), NOW.plusSeconds(60));

        Post post = Post.of(rotated, event, NOW);

        String id = "my-shop:7:1767268800007";
        assertThat(post.headers().get("webhook-signature"))
                .isEqualTo(rotated.secret().sign(id, NOW, post.body()) + " "
                        + before.secret().sign(id, NOW, post.body()));
        assertThat(Post.of(rotated, event, NOW.plusSeconds(60)).headers().get("webhook-signature"))
                .doesNotContain(" ");
    }

    private static Webhook webhook() {
        return new Webhook(
                new WebhookId("w"),
                new Owner("alice"),
                URI.create("https://example.com/hook"),
                EventFilter.AT_REST,
                null,
                SigningSecret.random(new SecureRandom()),
                null,
                null,
                NOW,
                List.of(0L));
    }

    private static JsonNode json(byte[] body) throws Exception {
        return ContractMapper.mapper().readTree(new String(body, StandardCharsets.UTF_8));
    }
}
