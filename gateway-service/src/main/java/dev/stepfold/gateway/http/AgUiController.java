package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.agui.AgUiEvents;
import dev.stepfold.gateway.agui.RunInput;
import dev.stepfold.gateway.chat.ChatTurns;
import dev.stepfold.gateway.chat.JsonFrames;
import dev.stepfold.gateway.command.CallerContext;
import dev.stepfold.gateway.command.JsonBody;
import dev.stepfold.gateway.stream.Cursor;
import dev.stepfold.schemas.DocumentId;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.netty.buffer.ByteBuf;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** {@code POST /api/ag-ui}: AG-UI 1.0 for {@code HttpAgent} and other clients of that protocol. */
@Controller("/api/ag-ui")
final class AgUiController {
    private static final byte[] NOTHING = new byte[0];

    private final ChatTurns turns;
    private final Streams streams;

    AgUiController(ChatTurns turns, Streams streams) {
        this.turns = turns;
        this.streams = streams;
    }

    @Post(produces = MediaType.TEXT_EVENT_STREAM)
    @ChatCall
    @Operation(
            operationId = "runAgUi",
            summary = "AG-UI: run the agent of a thread, or attach to its run",
            description = """
                    `threadId` is the document's id. The last message of the user requests a new document, or a change of a \
                    known one; a message that was sent before has no further effect. Without a new message, and while a run \
                    is under way, the call attaches to the run. `docs/clients.md` has the events.""")
    @RequestBody(ref = "#/components/requestBodies/AgUiRun")
    Mono<HttpResponse<Publisher<ByteBuf>>> run(HttpRequest<byte[]> request) {
        return streams.whenBlockable(() -> {
            RunInput input = input(request);
            return run(request, Requests.documentId("threadId", input.threadId()), input);
        });
    }

    @Post(uri = Requests.ID, produces = MediaType.TEXT_EVENT_STREAM)
    @ChatCall
    @Operation(
            operationId = "runAgUiOfDocument",
            summary = "AG-UI: the same for one document, whatever the thread is called")
    @RequestBody(ref = "#/components/requestBodies/AgUiRun")
    Mono<HttpResponse<Publisher<ByteBuf>>> runOf(HttpRequest<byte[]> request, @PathId String id) {
        return streams.whenBlockable(() -> run(request, Requests.documentId(id), input(request)));
    }

    private static RunInput input(HttpRequest<byte[]> request) {
        return RunInput.of(JsonBody.readObject(request.getBody().orElse(NOTHING)));
    }

    private HttpResponse<Publisher<ByteBuf>> run(HttpRequest<?> request, DocumentId documentId, RunInput input)
            throws LogUnavailableException {
        CallerContext caller = Requests.caller(request);
        if (input.answer().isPresent()) {
            turns.control(documentId, input.answer().get(), caller);
        } else if (input.message().isPresent()) {
            turns.say(documentId, input.message().get(), caller);
        }
        AgUiEvents events = new AgUiEvents(input.threadId(), input.runId());
        return streams.respond(request, documentId, new Cursor.None(), true, new JsonFrames(events::of, ""));
    }
}
