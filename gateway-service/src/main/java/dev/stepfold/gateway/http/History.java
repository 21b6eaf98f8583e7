package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.ReadPermits;
import dev.stepfold.gateway.stream.Recorded;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A document's events as one JSON array or as NDJSON, read and written stretch by stretch at the client's pace. */
final class History {
    static final String NDJSON = "application/x-ndjson";
    private static final int STRETCH_MAX = 50;

    private final Recorded documents;
    private final DocumentId documentId;
    private final long last;
    private final boolean ndjson;
    private @Nullable DocumentLogSlice stretch;
    private long from;
    private boolean ended;

    /**
     * @param documents the documents that the caller may see: checked again for every stretch, because the document may
     *     be erased and recreated by another owner meanwhile
     * @param first the first sequence
     * @param last the last sequence
     * @param begin the events from {@code first} to {@link #stretchEnd}; null if the document has no topic yet
     */
    History(
            Recorded documents,
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

    /**
     * The events, one by one; the server puts the brackets and commas of a JSON array around them. A body that breaks off ends
     * the connection, so that it is not taken for complete.
     *
     * @param permit released when the body ends or its client is gone
     */
    Publisher<ByteBuf> body(ReadPermits.Permit permit, Connection connection) {
        connection.whenClosed(permit::close);
        return events(Schedulers.boundedElastic())
                .doFinally(_ -> {
                    permit.close();
                    connection.forget();
                })
                .map(event -> Connection.buffer(encoded(event)));
    }

    /** The events on demand; no stretch is read before the previous one is sent. */
    Flux<RecordedEvent> events(Scheduler reader) {
        return Flux.<List<RecordedEvent>>generate(this::readNext)
                .subscribeOn(reader)
                .concatMapIterable(events -> events, 1);
    }

    private void readNext(SynchronousSink<List<RecordedEvent>> sink) {
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

    private List<RecordedEvent> stretch() throws LogUnavailableException {
        long to = stretchEnd(from, last);
        DocumentLogSlice slice = stretch;
        if (slice == null) {
            slice = documents.read(documentId, from, to).orElse(new DocumentLogSlice(List.of(), from));
        }
        ended = slice.endOffset() < to || to > last;
        from = to;
        stretch = null;
        return slice.events();
    }

    private byte[] encoded(RecordedEvent event) {
        byte[] json = JsonCodec.EVENTS.encode(event);
        if (!ndjson) {
            return json;
        }
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }
}
