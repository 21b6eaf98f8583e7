package dev.stepfold.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.mcp.Answer;
import dev.stepfold.gateway.mcp.McpServer;
import dev.stepfold.gateway.mcp.RunStream;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.DocumentStream;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * {@code /api/mcp}: the Model Context Protocol 2025-11-25 over Streamable HTTP, without sessions. The protocol demands that the
 * origin of every request is checked ("Streamable HTTP", security warning).
 */
@Controller("/api/mcp")
final class McpController {
    static final String PROTOCOL_VERSION = "MCP-Protocol-Version";

    private static final byte[] NOTHING = new byte[0];
    private static final int RETRY_MIN_MS = 1_000;
    private static final int RETRY_MAX_MS = 3_000;

    private final McpServer server;
    private final Streams streams;
    private final OwnOrigin origins;

    McpController(McpServer server, Streams streams, OwnOrigin origins) {
        this.server = server;
        this.streams = streams;
        this.origins = origins;
    }

    @Post(produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
    @LookCall
    @Parameter(name = PROTOCOL_VERSION, in = ParameterIn.HEADER, ref = "#/components/parameters/McpProtocolVersion")
    @Parameter(name = "traceparent", in = ParameterIn.HEADER, ref = "#/components/parameters/Traceparent")
    @Operation(operationId = "callMcp", summary = "MCP: a message of a client", description = """
                    The tools `build_agent`, `change_agent`, `get_agent`, `list_agents` and `run_command`, a resource for each \
                    agent, and runs as tasks. A call that follows a run is answered with a stream: progress, then the result. \
                    `docs/clients.md` says more.""")
    @RequestBody(ref = "#/components/requestBodies/McpMessage")
    @ApiResponse(
            responseCode = "200",
            description = "The answer to a request, or a stream that ends with it.",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(ref = "#/components/schemas/McpMessage")),
                @Content(mediaType = "text/event-stream", schema = @Schema(ref = "#/components/schemas/EventStream"))
            })
    @ApiResponse(responseCode = "202", description = "A notification, which has no answer.")
    @ApiResponse(responseCode = "413", ref = "#/components/responses/Problem")
    @ApiResponse(responseCode = "415", ref = "#/components/responses/Problem")
    Mono<HttpResponse<?>> receive(
            HttpRequest<byte[]> request, @Parameter(hidden = true) @Header(PROTOCOL_VERSION) @Nullable String version) {
        return streams.whenBlockable(() -> {
            check(request, version);
            return switch (server.answer(request.getBody().orElse(NOTHING), Requests.caller(request))) {
                case Answer.Reply(ObjectNode message) -> json(message);
                case Answer.Stream(RunStream run) -> begin(request, run, version);
                case Answer.Nothing _ -> HttpResponse.accepted();
            };
        });
    }

    @Get(produces = MediaType.TEXT_EVENT_STREAM)
    @LookCall
    @Parameter(name = PROTOCOL_VERSION, in = ParameterIn.HEADER, ref = "#/components/parameters/McpProtocolVersion")
    @Operation(
            operationId = "resumeMcp",
            summary = "MCP: go on with a stream that was cut",
            description =
                    "`Last-Event-ID` says which stream, and where. Without it 405: there are no other messages to hear.")
    @Parameter(name = "Last-Event-ID", in = ParameterIn.HEADER, ref = "#/components/parameters/LastEventIdHeader")
    @ApiResponse(
            responseCode = "200",
            description = "The rest of the stream.",
            content =
                    @Content(
                            mediaType = "text/event-stream",
                            schema = @Schema(ref = "#/components/schemas/EventStream")))
    @ApiResponse(responseCode = "405", ref = "#/components/responses/Problem")
    Mono<HttpResponse<?>> resume(
            HttpRequest<?> request,
            @Parameter(hidden = true) @Header(PROTOCOL_VERSION) @Nullable String version,
            @Parameter(hidden = true) @Header("Last-Event-ID") @Nullable String lastEventId) {
        return streams.whenBlockable(() -> {
            check(request, version);
            if (lastEventId == null || lastEventId.isBlank()) {
                return Problems.response(ProblemException.of(
                                ProblemCode.METHOD_NOT_ALLOWED, "There is no stream to hear without Last-Event-ID."))
                        .header(HttpHeaders.ALLOW, "POST");
            }
            RunStream run = server.resume(lastEventId, Callers.of(request));
            try {
                return stream(request, run, version);
            } catch (ProblemException e) {
                if (e.code() != ProblemCode.DOCUMENT_NOT_FOUND) {
                    throw e;
                }
                // The client would try again, and then wait for ever.
                return HttpResponse.ok(("data: " + run.refusal(e) + "\n\n").getBytes(StandardCharsets.UTF_8))
                        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store");
            }
        });
    }

    /** The command is accepted: if its run cannot be followed, that is the call's result. */
    private HttpResponse<?> begin(HttpRequest<?> request, RunStream run, @Nullable String version) {
        try {
            return stream(request, run, version);
        } catch (ProblemException e) {
            return json(run.refusal(e));
        } catch (LogUnavailableException e) {
            return json(run.refusal(McpServer.unavailable(e)));
        }
    }

    private HttpResponse<?> stream(HttpRequest<?> request, RunStream run, @Nullable String version)
            throws LogUnavailableException {
        DocumentStream stream = streams.open(request, run.documentId(), run.cursor(), false);
        boolean primes = McpServer.PROTOCOL_VERSION.equals(version);
        Duration retry = Duration.ofMillis(ThreadLocalRandom.current().nextInt(RETRY_MIN_MS, RETRY_MAX_MS));
        return streams.respond(request, stream, run.frames(primes, retry));
    }

    private void check(HttpRequest<?> request, @Nullable String version) {
        origins.requireOwn(request);
        if (version != null && !McpServer.PROTOCOL_VERSIONS.contains(version)) {
            throw ProblemException.ofField(
                    ProblemCode.BAD_REQUEST,
                    PROTOCOL_VERSION,
                    "This server speaks " + String.join(" and ", McpServer.PROTOCOL_VERSIONS) + ".");
        }
    }

    private static HttpResponse<?> json(ObjectNode message) {
        return HttpResponse.ok(message.toString().getBytes(StandardCharsets.UTF_8))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
