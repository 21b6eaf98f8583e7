package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits on streams, if many clients connect at once. */
@Timeout(60)
final class StreamPermitsTest {
    private static final int CLIENTS = 6;
    private static final int ROUNDS = 50_000;
    private static final int PERMITS = 2;

    @Test
    void holdsItsLimitInAllHoweverManyConnectAtOnce() throws Exception {
        neverHoldsMoreThanItsPermits(
                new StreamPermits.Limits(PERMITS, CLIENTS, 0),
                i -> new DocumentId("doc-" + i),
                i -> new Owner("o-" + i));
    }

    @Test
    void holdsItsLimitOfADocumentHoweverManyConnectAtOnce() throws Exception {
        neverHoldsMoreThanItsPermits(
                new StreamPermits.Limits(CLIENTS, PERMITS, 0), _ -> new DocumentId("doc"), i -> new Owner("o-" + i));
    }

    @Test
    void holdsItsLimitOfAnOwnerHoweverManyConnectAtOnce() throws Exception {
        neverHoldsMoreThanItsPermits(
                new StreamPermits.Limits(CLIENTS, CLIENTS, PERMITS),
                i -> new DocumentId("doc-" + i),
                _ -> new Owner("owner"));
    }

    private static void neverHoldsMoreThanItsPermits(
            StreamPermits.Limits limits, IntFunction<DocumentId> documents, IntFunction<Owner> owners)
            throws Exception {
        Watchers watchers = new Watchers();
        StreamPermits permits = new StreamPermits(watchers, limits);
        AtomicInteger open = new AtomicInteger();
        List<Callable<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            LiveFeed feed = permits.feedFor(owners.apply(i));
            DocumentId document = documents.apply(i);
            clients.add(() -> mostOpenAtOnce(feed, document, open));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (Future<Integer> client : threads.invokeAll(clients)) {
                assertThat(client.get()).isLessThanOrEqualTo(PERMITS);
            }
        }
        assertThat(watchers.count()).isZero();
    }

    private static int mostOpenAtOnce(LiveFeed feed, DocumentId document, AtomicInteger open) {
        int most = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (Watcher _ = feed.watch(document)) {
                most = Math.max(most, open.incrementAndGet());
                Thread.onSpinWait();
                open.decrementAndGet();
            } catch (ProblemException _) {
                Thread.onSpinWait();
            }
        }
        return most;
    }
}
