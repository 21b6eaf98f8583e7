package dev.stepfold.gateway.stream;

import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many streams this gateway holds: in all, of one document, and of one owner. A place is taken before a stream registers,
 * and is free again when its watcher is closed, whoever closes it.
 */
public final class StreamPlaces {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Watchers watchers;
    private final Limits limits;
    private final ConcurrentMap<DocumentId, Integer> ofDocuments = new ConcurrentHashMap<>();
    private final ConcurrentMap<Owner, Integer> ofOwners = new ConcurrentHashMap<>();

    /**
     * How many streams there may be at once.
     *
     * @param inAll of everybody
     * @param perDocument of one document
     * @param perOwner of one owner; 0 for no limit
     */
    public record Limits(int inAll, int perDocument, int perOwner) {}

    public StreamPlaces(Watchers watchers, Limits limits) {
        this.watchers = watchers;
        this.limits = limits;
    }

    /** The live feed for one stream of an owner; to watch throws {@link ProblemException} where there is no place left. */
    public LiveFeed feedFor(Owner owner) {
        return documentId -> watch(documentId, owner);
    }

    private Watcher watch(DocumentId documentId, Owner owner) {
        if (watchers.count() >= limits.inAll) {
            throw refusal(ProblemCode.TOO_MANY_STREAMS, "This gateway holds as many streams as it can.");
        }
        if (!take(ofDocuments, documentId, limits.perDocument)) {
            throw refusal(
                    ProblemCode.TOO_MANY_STREAMS_OF_DOCUMENT,
                    "This gateway holds as many streams of the document as it may.");
        }
        if (limits.perOwner > 0 && !take(ofOwners, owner, limits.perOwner)) {
            giveBack(ofDocuments, documentId);
            throw refusal(
                    ProblemCode.TOO_MANY_STREAMS_OF_OWNER, "The owner has as many streams open here as one may have.");
        }
        return watchers.watch(documentId, () -> {
            giveBack(ofDocuments, documentId);
            giveBack(ofOwners, owner);
        });
    }

    private static ProblemException refusal(ProblemCode code, String detail) {
        return ProblemException.passing(code, detail, RETRY_AFTER);
    }

    private static <K> boolean take(ConcurrentMap<K, Integer> taken, K key, int max) {
        while (true) {
            Integer now = taken.putIfAbsent(key, 1);
            if (now == null) {
                return true;
            }
            if (now >= max) {
                return false;
            }
            if (taken.replace(key, now, now + 1)) {
                return true;
            }
        }
    }

    private static <K> void giveBack(ConcurrentMap<K, Integer> taken, K key) {
        taken.computeIfPresent(key, (_, now) -> now > 1 ? now - 1 : null);
    }
}
