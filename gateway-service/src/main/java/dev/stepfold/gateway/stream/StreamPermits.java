package dev.stepfold.gateway.stream;

import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits how many streams this gateway holds: in all, of one document, and of one owner. A permit is taken before a
 * stream registers, and released when its watcher is closed, whoever closes it. Checking and taking are one atomic
 * step, so that the limits hold however many clients connect at once.
 */
public final class StreamPermits {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Watchers watchers;
    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<DocumentId, Integer> ofDocuments = new HashMap<>();
    private final Map<Owner, Integer> ofOwners = new HashMap<>();

    /**
     * How many streams there may be at once.
     *
     * @param inAll of all owners
     * @param perDocument of one document
     * @param perOwner of one owner; 0 for no limit
     */
    public record Limits(int inAll, int perDocument, int perOwner) {}

    public StreamPermits(Watchers watchers, Limits limits) {
        this.watchers = watchers;
        this.limits = limits;
    }

    /** The live feed for one stream of an owner; watching throws {@link ProblemException} if no permit is left. */
    public LiveFeed feedFor(Owner owner) {
        return documentId -> watch(documentId, owner);
    }

    private Watcher watch(DocumentId documentId, Owner owner) {
        lock.lock();
        try {
            if (watchers.count() >= limits.inAll) {
                throw refusal(ProblemCode.TOO_MANY_STREAMS, "This gateway has reached its limit of streams.");
            }
            if (ofDocuments.getOrDefault(documentId, 0) >= limits.perDocument) {
                throw refusal(
                        ProblemCode.TOO_MANY_STREAMS_OF_DOCUMENT,
                        "This gateway has reached its limit of streams of the document.");
            }
            if (limits.perOwner > 0 && ofOwners.getOrDefault(owner, 0) >= limits.perOwner) {
                throw refusal(
                        ProblemCode.TOO_MANY_STREAMS_OF_OWNER,
                        "The owner has reached its limit of streams at this gateway.");
            }
            Watcher watcher = watchers.watch(documentId, () -> giveBack(documentId, owner));
            ofDocuments.merge(documentId, 1, Integer::sum);
            ofOwners.merge(owner, 1, Integer::sum);
            return watcher;
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(DocumentId documentId, Owner owner) {
        lock.lock();
        try {
            ofDocuments.computeIfPresent(documentId, (_, now) -> now > 1 ? now - 1 : null);
            ofOwners.computeIfPresent(owner, (_, now) -> now > 1 ? now - 1 : null);
        } finally {
            lock.unlock();
        }
    }

    private static ProblemException refusal(ProblemCode code, String detail) {
        return ProblemException.passing(code, detail, RETRY_AFTER);
    }
}
