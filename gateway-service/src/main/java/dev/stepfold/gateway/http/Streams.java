package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.config.GatewaySettings;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.BegunStream;
import dev.stepfold.gateway.stream.Cursor;
import dev.stepfold.gateway.stream.DocumentStream;
import dev.stepfold.gateway.stream.HeldStream;
import dev.stepfold.gateway.stream.HeldStreams;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.Next.EndReason;
import dev.stepfold.gateway.stream.Recorded;
import dev.stepfold.gateway.stream.StreamFormat;
import dev.stepfold.gateway.stream.StreamPermits;
import dev.stepfold.gateway.stream.StreamSource;
import dev.stepfold.schemas.DocumentId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.scheduling.TaskExecutors;
import io.netty.buffer.ByteBuf;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Opens a caller's stream of a document as a response, whatever the client's protocol: the same access, limits and
 * heartbeat for all.
 *
 * <p>Moves to a thread that may be blocked by itself. With {@code @ExecuteOn}, Micronaut would also move the frames to
 * such a thread: it would request 256 frames ahead of the client, and log an error when the client leaves meanwhile.
 */
@Singleton
final class Streams {
    /** RFC 9111, section 5.2.2: not stored, and not transformed. */
    private static final String CACHE_CONTROL = "no-store, no-transform";

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    private final VisibleDocuments documents;
    private final StreamPermits permits;
    private final GatewaySettings settings;
    private final Clock clock;
    private final SentFrames sent;
    private final HeldStreams held = new HeldStreams();
    private final Scheduler scheduler;

    Streams(
            VisibleDocuments documents,
            StreamPermits permits,
            GatewaySettings settings,
            Clock clock,
            SentFrames sent,
            @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
        this.documents = documents;
        this.permits = permits;
        this.settings = settings;
        this.clock = clock;
        this.sent = sent;
        // Not as an executor service: a stream that is cancelled is closed, and not interrupted while it reads.
        this.scheduler = Schedulers.fromExecutor(task -> executor.execute(task));
    }

    /** A response that is made on a thread that may be blocked. */
    <T> Mono<T> whenBlockable(Callable<T> response) {
        return Mono.fromCallable(response).subscribeOn(scheduler);
    }

    /**
     * Opens a stream as a response. To be called on a thread that may be blocked.
     *
     * @throws ProblemException when there is no such document, or no permit is left
     * @throws LogUnavailableException when nothing is currently known about the document
     */
    MutableHttpResponse<Publisher<ByteBuf>> respond(
            HttpRequest<?> request, DocumentId documentId, Cursor cursor, boolean untilRest, StreamFormat format)
            throws LogUnavailableException {
        return respond(request, open(request, documentId, cursor, untilRest), format);
    }

    /**
     * Like {@link #respond(HttpRequest, DocumentId, Cursor, boolean, StreamFormat)}; but a client that comes back with its
     * cursor is held, and not refused, while its stream cannot be opened. It is cut off if too many are held, or if it is held for
     * long: both make it come back. One whose stream would end with nothing in it is answered 204, which tells it not to
     * come back again (WHATWG HTML, section 9.2).
     */
    MutableHttpResponse<Publisher<ByteBuf>> respondOrHold(
            HttpRequest<?> request, DocumentId documentId, Cursor cursor, boolean untilRest, StreamFormat format)
            throws LogUnavailableException {
        HeldStream.Opening opening = () -> open(request, documentId, cursor, untilRest);
        try {
            StreamSource stream = opening.open();
            return untilRest && hasCursor(cursor)
                    ? respondUnlessOver(request, stream, format)
                    : respond(request, stream, format);
        } catch (LogUnavailableException e) {
            if (!comesBack(request, cursor)) {
                throw e;
            }
            LOG.debug("stream held documentId={} reason={}", documentId, e.getMessage());
        } catch (ProblemException e) {
            if (e.retryAfter().isEmpty() || !comesBack(request, cursor)) {
                throw e;
            }
            LOG.debug("stream held documentId={} reason={}", documentId, e.code());
        }
        return respond(request, held.hold(Callers.of(request).owner(), opening), format);
    }

    /** Whether a client has had frames before, and does not say that it would rather be refused. */
    private static boolean comesBack(HttpRequest<?> request, Cursor cursor) {
        return hasCursor(cursor) && !Requests.prefersNoWait(request);
    }

    private static boolean hasCursor(Cursor cursor) {
        return cursor instanceof Cursor.After(long sequence) && sequence >= 0;
    }

    private MutableHttpResponse<Publisher<ByteBuf>> respondUnlessOver(
            HttpRequest<?> request, StreamSource stream, StreamFormat format) {
        try {
            Next first = stream.next(Duration.ZERO);
            return first.equals(new Next.End(EndReason.AT_REST))
                    ? HttpResponse.<Publisher<ByteBuf>>noContent().header(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL)
                    : respond(request, new BegunStream(first, stream), format);
        } catch (RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /** A stream that was opened, as a response that closes it. No proxy may keep it, or hold its frames to compress them. */
    MutableHttpResponse<Publisher<ByteBuf>> respond(HttpRequest<?> request, StreamSource stream, StreamFormat format) {
        SseBody body = new SseBody(stream, format, Connection.of(request), sent);
        return headed(HttpResponse.<Publisher<ByteBuf>>ok(body.publishOn(scheduler)));
    }

    private static MutableHttpResponse<Publisher<ByteBuf>> headed(MutableHttpResponse<Publisher<ByteBuf>> response) {
        return response.contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL)
                .header("X-Accel-Buffering", "no");
    }

    /**
     * Opens a stream, to be closed by the caller. To be called on a thread that may be blocked.
     *
     * @throws ProblemException when there is no such document, or no permit is left
     * @throws LogUnavailableException when nothing is currently known about the document
     */
    DocumentStream open(HttpRequest<?> httpRequest, DocumentId documentId, Cursor cursor, boolean untilRest)
            throws LogUnavailableException {
        Caller caller = Callers.of(httpRequest);
        DocumentStream.Request request =
                new DocumentStream.Request(documentId, cursor, untilRest, settings.heartbeat(), lifetime(caller));
        // Before a permit is taken: a refusal for lack of permits would reveal that the document exists.
        Recorded seen = documents.streamedTo(caller, documentId).orElseThrow(ProblemException::documentNotFound);
        return DocumentStream.open(request, seen, permits.feedFor(caller.owner()))
                .orElseThrow(ProblemException::documentNotFound);
    }

    private @Nullable Duration lifetime(Caller caller) {
        return caller.validUntil().equals(Instant.MAX) ? null : Duration.between(clock.instant(), caller.validUntil());
    }
}
