package dev.stepfold.projection.http;

import dev.stepfold.projection.query.BoundedLookups;
import dev.stepfold.projection.query.ETags;
import dev.stepfold.projection.query.Lookup;
import dev.stepfold.projection.query.Peers;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** {@code GET /documents/{id}}: a document's state, from this instance or from the one that has it. */
@Controller("/documents")
final class DocumentController {
    private static final String RETRY_AFTER_S = "1";

    private final BoundedLookups lookups;
    private final Peers peers;

    DocumentController(BoundedLookups lookups, Peers peers) {
        this.lookups = lookups;
        this.peers = peers;
    }

    @Get("/{id}")
    @ExecuteOn(TaskExecutors.VIRTUAL)
    HttpResponse<byte[]> document(String id, @Header(Peers.FORWARDED) @Nullable String forwarded) {
        if (!Identifiers.isValid(id)) {
            return Problem.invalidId().toResponse();
        }
        DocumentId documentId = new DocumentId(id);
        return switch (lookups.lookup(documentId)) {
            case Lookup.Elsewhere(HostInfo owner) when forwarded == null -> answer(peers.ask(owner, documentId), id);
            case Lookup lookup -> answer(lookup, id);
        };
    }

    private static HttpResponse<byte[]> answer(Lookup lookup, String id) {
        return switch (lookup) {
            case Lookup.Found(byte[] json, long sequence) ->
                HttpResponse.ok(json)
                        .contentType(MediaType.APPLICATION_JSON_TYPE)
                        .header(HttpHeaders.ETAG, ETags.of(sequence));
            case Lookup.Unknown _ -> Problem.documentNotFound(id).toResponse();
            case Lookup.NotReady(String reason) -> notReady(reason);
            case Lookup.Elsewhere _ -> notReady("the document's partition is being moved");
        };
    }

    private static HttpResponse<byte[]> notReady(String reason) {
        return Problem.notReady(reason).toResponse().header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_S);
    }
}
