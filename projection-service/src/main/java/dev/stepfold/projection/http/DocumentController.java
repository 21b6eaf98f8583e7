package dev.stepfold.projection.http;

import dev.stepfold.projection.query.BoundedLookups;
import dev.stepfold.projection.query.ListQueries;
import dev.stepfold.projection.query.ListQuery;
import dev.stepfold.projection.query.Listing;
import dev.stepfold.projection.query.Lookup;
import dev.stepfold.projection.query.Peers;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.FoldHeader;
import dev.stepfold.schemas.codec.OutlineHeader;
import dev.stepfold.schemas.state.StateOutline;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /documents/{id}}: a document's state, from this instance or from the one that holds it;
 * {@code GET /documents}: a page of the list of documents, from all instances.
 */
@Controller("/documents")
final class DocumentController {
    private static final String RETRY_AFTER_S = "1";

    private final BoundedLookups lookups;
    private final Peers peers;
    private final ListQueries lists;

    DocumentController(BoundedLookups lookups, Peers peers, ListQueries lists) {
        this.lookups = lookups;
        this.peers = peers;
        this.lists = lists;
    }

    /**
     * Lists documents, newest first.
     *
     * @param owner the owner of the documents; null for all owners
     * @param partitions set by another instance: the partitions for which it considers this one active
     */
    @Get
    @ExecuteOn(TaskExecutors.VIRTUAL)
    HttpResponse<byte[]> documents(
            @QueryValue @Nullable String owner,
            @QueryValue @Nullable String status,
            @QueryValue @Nullable String after,
            @QueryValue @Nullable String limit,
            @QueryValue @Nullable String partitions) {
        ListQuery query;
        Set<Integer> asked;
        try {
            query = ListQuery.parse(owner, status, after, limit);
            asked = partitions == null ? Set.of() : ListQuery.partitions(partitions);
        } catch (IllegalArgumentException e) {
            return Problem.invalidParameter(String.valueOf(e.getMessage())).toResponse();
        }
        return switch (asked.isEmpty() ? lists.list(query) : lists.listOwn(query, asked)) {
            case Listing.Rows rows -> HttpResponse.ok(json(rows)).contentType(MediaType.APPLICATION_JSON_TYPE);
            case Listing.NotReady(String reason) -> notReady(reason);
        };
    }

    private static byte[] json(Listing.Rows rows) {
        return ContractMapper.mapper().valueToTree(rows).toString().getBytes(StandardCharsets.UTF_8);
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
            case Lookup.Found(byte[] json, StateOutline outline) ->
                HttpResponse.ok(json)
                        .contentType(MediaType.APPLICATION_JSON_TYPE)
                        .header(HttpHeaders.ETAG, "\"" + outline.sequence() + "\"")
                        .header(OutlineHeader.NAME, OutlineHeader.write(outline))
                        .header(FoldHeader.NAME, FoldHeader.write());
            case Lookup.Unknown _ -> Problem.documentNotFound(id).toResponse();
            case Lookup.NotReady(String reason) -> notReady(reason);
            case Lookup.Elsewhere _ -> notReady("the document's partition is being moved");
        };
    }

    private static HttpResponse<byte[]> notReady(String reason) {
        return Problem.notReady(reason).toResponse().header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_S);
    }
}
