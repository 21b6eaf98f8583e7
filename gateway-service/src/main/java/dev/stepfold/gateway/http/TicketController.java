package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.access.ReadPermits;
import dev.stepfold.gateway.access.Ticket;
import dev.stepfold.gateway.access.Tickets;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.nio.charset.StandardCharsets;

/** {@code POST /api/documents/{id}/tickets}: one stream of a document, for a client that cannot send headers. */
@Controller("/api/documents")
@ExecuteOn(TaskExecutors.BLOCKING)
final class TicketController {
    private final VisibleDocuments documents;
    private final Tickets tickets;
    private final ReadPermits permits;

    TicketController(VisibleDocuments documents, Tickets tickets, ReadPermits permits) {
        this.documents = documents;
        this.tickets = tickets;
        this.permits = permits;
    }

    @Post(Requests.ID + "/tickets")
    @LookCall
    @Operation(
            operationId = "issueTicket",
            summary = "A ticket for one stream of the document, for a client that cannot send headers",
            description = "Valid for 60 seconds and one connection, as `ticket` in the query of `GET …/events`.")
    @ApiResponse(
            responseCode = "201",
            description = "The ticket.",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = "#/components/schemas/Ticket")))
    @ApiResponse(responseCode = "429", ref = "#/components/responses/Passing")
    @Consumes(MediaType.ALL)
    HttpResponse<byte[]> issue(HttpRequest<?> request, @PathId String id) throws LogUnavailableException {
        DocumentId documentId = Requests.documentId(id);
        Caller caller = Callers.of(request);
        try (ReadPermits.Permit _ = permits.take(caller.owner())) {
            if (documents.seenBy(caller).find(documentId).isEmpty()) {
                throw ProblemException.documentNotFound();
            }
        }
        Ticket ticket = tickets.issue(documentId, caller);
        String body = ContractMapper.mapper()
                .createObjectNode()
                .put("ticket", ticket.value())
                .put("expiresAt", ticket.expiresAt().toString())
                .toString();
        return HttpResponse.created(body.getBytes(StandardCharsets.UTF_8))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
