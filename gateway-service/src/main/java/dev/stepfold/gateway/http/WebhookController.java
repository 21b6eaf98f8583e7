package dev.stepfold.gateway.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.webhook.LaneState;
import dev.stepfold.gateway.webhook.Undelivered;
import dev.stepfold.gateway.webhook.Webhook;
import dev.stepfold.gateway.webhook.Webhooks;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /api/webhooks}: URLs that are told of a caller's documents. */
@Controller("/api/webhooks")
@ExecuteOn(TaskExecutors.BLOCKING)
final class WebhookController {
    private static final byte[] NOTHING = new byte[0];
    private static final int LIMIT_DEFAULT = 20;
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?|100");

    private final Webhooks webhooks;

    WebhookController(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @Post
    @ChangeCall
    @Operation(
            operationId = "registerWebhook",
            summary = "Have events posted to a URL",
            description =
                    "The answer has the secret that posts are signed with; it is shown this once. The webhook is told of "
                            + "the events of the caller's documents from now on.")
    @RequestBody(ref = "#/components/requestBodies/NewWebhook")
    @ApiResponse(
            responseCode = "201",
            description = "The webhook with its secret.",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(ref = "#/components/schemas/NewSecret")))
    HttpResponse<byte[]> register(HttpRequest<byte[]> request) throws LogUnavailableException {
        Webhooks.Registered registered = webhooks.register(Callers.of(request), body(request));
        return json(HttpStatus.CREATED, withSecret(registered))
                .headers(headers -> headers.location(
                        URI.create("/api/webhooks/" + registered.webhook().webhookId())));
    }

    @Get
    @LookCall
    @Operation(operationId = "listWebhooks", summary = "The caller's webhooks, the oldest first")
    @ApiResponse(
            responseCode = "200",
            description = "All of them.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "#/components/schemas/WebhookList")))
    HttpResponse<byte[]> list(HttpRequest<?> request) throws LogUnavailableException {
        ObjectNode body = ContractMapper.mapper().createObjectNode();
        ArrayNode list = body.putArray("webhooks");
        webhooks.list(Callers.of(request)).forEach(webhook -> list.add(tree(webhook)));
        return json(HttpStatus.OK, body);
    }

    @Get(Requests.ID)
    @LookCall
    @Operation(operationId = "readWebhook", summary = "One webhook, without its secret")
    @ApiResponse(
            responseCode = "200",
            description = "The webhook.",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = "#/components/schemas/Webhook")))
    HttpResponse<byte[]> read(HttpRequest<?> request, @PathId String id) throws LogUnavailableException {
        return json(HttpStatus.OK, tree(webhooks.find(Callers.of(request), id)));
    }

    @Delete(Requests.ID)
    @ChangeCall
    @Operation(
            operationId = "deleteWebhook",
            summary = "Post nothing more to a URL",
            description = "What is pending is dropped. A post under way may still arrive.")
    @ApiResponse(responseCode = "204", description = "It is gone.")
    HttpResponse<?> delete(HttpRequest<?> request, @PathId String id) throws LogUnavailableException {
        webhooks.delete(Callers.of(request), id);
        return HttpResponse.noContent();
    }

    @Post(Requests.ID + "/secret")
    @ChangeCall
    @Consumes(MediaType.ALL)
    @Operation(
            operationId = "rotateWebhookSecret",
            summary = "A new secret for a webhook",
            description =
                    "For a day, posts are signed with both: `webhook-signature` has two signatures, with a space between.")
    @ApiResponse(
            responseCode = "200",
            description = "The webhook with its new secret.",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(ref = "#/components/schemas/NewSecret")))
    HttpResponse<byte[]> rotate(HttpRequest<?> request, @PathId String id) throws LogUnavailableException {
        return json(HttpStatus.OK, withSecret(webhooks.rotate(Callers.of(request), id)));
    }

    @Post(Requests.ID + "/replay")
    @ChangeCall
    @Operation(
            operationId = "replayToWebhook",
            summary = "Post a document's events again, from a sequence on",
            description =
                    "In order, those that the webhook is told of, each with the `webhook-id` that it had. The document's "
                            + "dead letters from that sequence on are removed.")
    @RequestBody(ref = "#/components/requestBodies/Replay")
    @ApiResponse(
            responseCode = "202",
            description = "The request is durable.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "#/components/schemas/ReplayAccepted")))
    HttpResponse<byte[]> replay(HttpRequest<byte[]> request, @PathId String id) throws LogUnavailableException {
        return json(
                HttpStatus.ACCEPTED,
                ContractMapper.mapper().valueToTree(webhooks.replay(Callers.of(request), id, body(request))));
    }

    @Get(Requests.ID + "/deliveries")
    @LookCall
    @Parameter(name = "documentId", in = ParameterIn.QUERY, ref = "#/components/parameters/OfDocument")
    @Parameter(name = "limit", in = ParameterIn.QUERY, ref = "#/components/parameters/Limit")
    @Operation(
            operationId = "readWebhookDeliveries",
            summary = "What a webhook still has to be told of, and dead letters: what it could not be told of",
            description =
                    "By document, a moment behind. Both lists have `limit` entries at most; the counts are of all.")
    @ApiResponse(
            responseCode = "200",
            description = "Pending documents and dead letters.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "#/components/schemas/WebhookDeliveries")))
    HttpResponse<byte[]> deliveries(
            HttpRequest<?> request,
            @PathId String id,
            @Parameter(hidden = true) @QueryValue @Nullable String documentId,
            @Parameter(hidden = true) @QueryValue @Nullable String limit)
            throws LogUnavailableException {
        Predicate<DocumentId> wanted = documentId == null ? _ -> true : Requests.documentId(documentId)::equals;
        int limitMax = limit == null ? LIMIT_DEFAULT : limit(limit);
        Webhooks.Deliveries found = webhooks.deliveries(Callers.of(request), id);
        ObjectNode body = ContractMapper.mapper().createObjectNode();
        body.put("pendingCount", found.pending().size());
        ArrayNode pending = body.putArray("pending");
        found.pending().stream()
                .filter(state -> wanted.test(state.documentId()))
                .limit(limitMax)
                .forEach(state -> pending.add(tree(state)));
        body.put("deadLetterCount", found.undelivered().size());
        ArrayNode letters = body.putArray("deadLetters");
        found.undelivered().stream()
                .filter(letter -> wanted.test(letter.documentId()))
                .limit(limitMax)
                .forEach(letter -> letters.add(tree(letter)));
        return json(HttpStatus.OK, body);
    }

    private static byte[] body(HttpRequest<byte[]> request) {
        return request.getBody().orElse(NOTHING);
    }

    private static int limit(String text) {
        if (!LIMIT.matcher(text).matches()) {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_PARAMETER, "limit", "limit must be a whole number from 1 to 100.");
        }
        return Integer.parseInt(text);
    }

    private static ObjectNode withSecret(Webhooks.Registered registered) {
        ObjectNode json = tree(registered.webhook());
        json.put("secret", registered.secret().text());
        return json;
    }

    private static ObjectNode tree(Webhook webhook) {
        ObjectNode json = ContractMapper.mapper()
                .createObjectNode()
                .put("webhookId", webhook.webhookId().value())
                .put("owner", webhook.owner().value())
                .put("url", webhook.url().toString());
        webhook.events().names().forEach(json.putArray("events")::add);
        if (webhook.description() != null) {
            json.put("description", webhook.description());
        }
        json.put("createdAt", webhook.createdAt().toString());
        if (webhook.previousUntil() != null) {
            json.put("previousSecretUntil", webhook.previousUntil().toString());
        }
        return json;
    }

    private static ObjectNode tree(LaneState state) {
        ObjectNode json = ContractMapper.mapper()
                .createObjectNode()
                .put("documentId", state.documentId().value())
                .put("after", state.done())
                .put("upTo", state.upTo())
                .put("failures", state.failures());
        if (state.nextAttemptAt() != null) {
            json.put("nextAttemptAt", state.nextAttemptAt().toString());
        }
        if (state.problem() != null) {
            json.put("problem", state.problem());
        }
        return json;
    }

    private static ObjectNode tree(Undelivered letter) {
        return ContractMapper.mapper().<ObjectNode>valueToTree(letter).without("webhookId");
    }

    /** Not kept by anybody: it may have a secret. */
    private static MutableHttpResponse<byte[]> json(HttpStatus status, ObjectNode body) {
        return HttpResponse.<byte[]>status(status)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(body.toString().getBytes(StandardCharsets.UTF_8));
    }
}
