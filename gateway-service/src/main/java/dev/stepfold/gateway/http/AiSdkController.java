package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.ReadPermits;
import dev.stepfold.gateway.aisdk.ChatRequest;
import dev.stepfold.gateway.aisdk.UiMessageParts;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.chat.ChatTurns;
import dev.stepfold.gateway.chat.JsonFrames;
import dev.stepfold.gateway.command.CallerContext;
import dev.stepfold.gateway.command.ControlRequest;
import dev.stepfold.gateway.command.JsonBody;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.stream.Cursor;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.state.DocumentState;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.netty.buffer.ByteBuf;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** {@code /api/ai-sdk}: the UI message stream of the AI SDK, for {@code useChat} with its default transport. */
@Controller("/api/ai-sdk")
final class AiSdkController {
    private static final byte[] NOTHING = new byte[0];
    private static final String VERSION_HEADER = "x-vercel-ai-ui-message-stream";
    private static final String VERSION = "v1";

    /** How long after its end a run is still told to a client that resumes: it may have missed the end. */
    private static final Duration LATELY = Duration.ofMinutes(10);

    private final ChatTurns turns;
    private final Streams streams;
    private final VisibleDocuments documents;
    private final ReadPermits permits;
    private final Clock clock;

    AiSdkController(ChatTurns turns, Streams streams, VisibleDocuments documents, ReadPermits permits, Clock clock) {
        this.turns = turns;
        this.streams = streams;
        this.documents = documents;
        this.permits = permits;
        this.clock = clock;
    }

    @Post(produces = MediaType.TEXT_EVENT_STREAM)
    @ChatCall
    @Operation(
            operationId = "chatAiSdk",
            summary = "AI SDK: send a chat's messages, and get its run",
            description = """
                    The chat's id is the document's id. The last message of the user requests a new document, or a change of a \
                    known one; a message that was sent before has no further effect. Trigger `regenerate-message` runs all \
                    steps again. While a run is under way, the call attaches to it. `docs/clients.md` has the parts.""")
    @RequestBody(ref = "#/components/requestBodies/AiSdkChat")
    Mono<HttpResponse<Publisher<ByteBuf>>> send(HttpRequest<byte[]> request) {
        return streams.whenBlockable(() -> send(
                request, ChatRequest.of(JsonBody.readObject(request.getBody().orElse(NOTHING)))));
    }

    private HttpResponse<Publisher<ByteBuf>> send(HttpRequest<?> request, ChatRequest chat)
            throws LogUnavailableException {
        DocumentId documentId = Requests.documentId("id", chat.id());
        CallerContext caller = Requests.caller(request);
        if (chat.isRegeneration()) {
            turns.control(documentId, new ControlRequest.Restart(null, StepId.first(), null), caller);
        } else if (chat.message().isPresent()) {
            turns.say(documentId, chat.message().get(), caller);
        }
        return stream(request, documentId);
    }

    @Get(uri = Requests.ID + "/stream", produces = MediaType.TEXT_EVENT_STREAM)
    @LookCall
    @Operation(
            operationId = "resumeAiSdk",
            summary = "AI SDK: resume the stream of a chat",
            description = "The run from its beginning, as far as it is, and on to its end.")
    @ApiResponse(
            responseCode = "200",
            description = "The stream, to the end of the run.",
            content =
                    @Content(
                            mediaType = "text/event-stream",
                            schema = @Schema(ref = "#/components/schemas/EventStream")))
    @ApiResponse(
            responseCode = "204",
            description = "There is nothing to resume: no such document, or its run has been over for ten minutes.")
    Mono<HttpResponse<Publisher<ByteBuf>>> resume(HttpRequest<?> request, @PathId String id) {
        return streams.whenBlockable(() -> {
            DocumentId documentId = Requests.documentId(id);
            return isToResume(request, documentId) ? stream(request, documentId) : HttpResponse.noContent();
        });
    }

    private boolean isToResume(HttpRequest<?> request, DocumentId documentId) throws LogUnavailableException {
        try (ReadPermits.Permit _ = permits.take(Callers.of(request).owner())) {
            return documents
                    .seenBy(Callers.of(request))
                    .find(documentId)
                    .filter(this::isUnderWayOrWasLately)
                    .isPresent();
        }
    }

    private boolean isUnderWayOrWasLately(DocumentState state) {
        Instant last = state.lastStreamUpdate();
        return !state.status().isAtRest() || (last != null && last.plus(LATELY).isAfter(clock.instant()));
    }

    private HttpResponse<Publisher<ByteBuf>> stream(HttpRequest<?> request, DocumentId documentId)
            throws LogUnavailableException {
        UiMessageParts parts = new UiMessageParts();
        return streams.respond(request, documentId, new Cursor.None(), true, new JsonFrames(parts::of, "[DONE]"))
                .header(VERSION_HEADER, VERSION);
    }
}
