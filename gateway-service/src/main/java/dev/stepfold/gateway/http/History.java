package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.document.Documents;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/** A document's events as one JSON array or as NDJSON, read and written stretch by stretch at the client's pace. */
final class History {
    static final String NDJSON = "application/x-ndjson";
    private static final int STRETCH_MAX = 500;

    private final Documents documents;
    private final DocumentId documentId;
    private final long last;
    private final boolean ndjson;
    private @Nullable DocumentLogSlice stretch;
    private long from;
    private boolean begun;
    private boolean preceded;
    private boolean ended;

    /**
     * @param first the first sequence
     * @param last the last sequence
     * @param begin the events from {@code first} to {@link #stretchEnd}; null where the document has no topic yet
     */
    History(
            Documents documents,
            DocumentId documentId,
            long first,
            long last,
            boolean ndjson,
            @Nullable DocumentLogSlice begin) {
        this.documents = documents;
        this.documentId = documentId;
        this.last = last;
        this.ndjson = ndjson;
        this.stretch = begin;
        this.from = first;
    }

    /** Where the stretch that begins at {@code from} ends; the end itself is not included. */
    static long stretchEnd(long from, long last) {
        return Math.max(from, Math.min(last + 1, from + STRETCH_MAX));
    }

    /** The body; one that breaks off ends the connection, so that it is not taken for complete. */
    Publisher<byte[]> body() {
        return Flux.<byte[]>generate(this::writeNext).subscribeOn(Schedulers.boundedElastic());
    }

    private void writeNext(SynchronousSink<byte[]> sink) {
        if (ended) {
            sink.complete();
            return;
        }
        try {
            sink.next(stretch());
        } catch (LogUnavailableException e) {
            sink.error(e);
        }
    }

    private byte[] stretch() throws LogUnavailableException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long to = stretchEnd(from, last);
        if (stretch == null) {
            stretch = documents.read(documentId, from, to).orElse(new DocumentLogSlice(java.util.List.of(), from));
        }
        if (!begun && !ndjson) {
            out.write('[');
        }
        begun = true;
        for (RecordedEvent event : stretch.events()) {
            if (!ndjson && preceded) {
                out.write(',');
            }
            preceded = true;
            out.writeBytes(JsonCodec.EVENTS.encode(event));
            if (ndjson) {
                out.write('\n');
            }
        }
        ended = stretch.endOffset() < to || to > last;
        if (ended && !ndjson) {
            out.write(']');
        }
        from = to;
        stretch = null;
        return out.toByteArray();
    }
}
