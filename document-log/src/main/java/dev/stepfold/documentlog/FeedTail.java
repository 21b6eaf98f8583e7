package dev.stepfold.documentlog;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the tail of a partition of {@code stepfold.step-events} held when it was read: which events of which documents,
 * and at which offsets. A document's events before its latest tombstone are not part of it.
 *
 * <p>A log that is compared with it shows what each of the two has lost ({@link #offsetsOutside}, {@link #covers}).
 */
public final class FeedTail {
    /** How far the clocks of two orchestrators may differ. */
    private static final Duration CLOCK_SKEW_MAX = Duration.ofMinutes(1);

    private final Instant since;
    private final Instant readAt;
    private final Map<String, Stretch> documents;

    private FeedTail(Instant since, Instant readAt, Map<String, Stretch> documents) {
        this.since = since;
        this.readAt = readAt;
        this.documents = documents;
    }

    /**
     * Where an event is: its sequence, its offset in the feed, its link and its time, both shortened. The time tells it from
     * another event behind the same one: of an earlier life of the document, or of a fork.
     */
    private record Place(long sequence, long offset, int link, int time) {
        boolean continuesAs(EncodedEvent event) {
            return link == shortened(event.previous());
        }

        boolean isOf(EncodedEvent event) {
            return continuesAs(event) && time == shortened(event.event().timestamp());
        }
    }

    /** The events of one document in the order of the feed, after its latest tombstone. */
    private static final class Stretch {
        private @Nullable Instant erasedAt;
        private @Nullable Instant begunAt;
        private boolean endsWithSeal;

        /** Where the document's archived log ends; 0 if it was not archived since the tail begins, or erased there. */
        private long archivedEnd;

        /** Whether the latest event is the seal of the latest archived log. A log is archived after its seal. */
        private boolean showsArchived() {
            return endsWithSeal && places.getLast().sequence == archivedEnd - 1;
        }

        /** Whether it was erased and not begun anew: what was begun and archived since is in the archive. */
        private boolean showsErased() {
            return erasedAt != null && places.isEmpty() && archivedEnd == 0;
        }

        private void add(Tombstone tombstone) {
            boolean late = (erasedAt != null && !tombstone.erasedAt().isAfter(erasedAt))
                    || (begunAt != null && tombstone.erasedAt().isBefore(begunAt));
            if (!late) {
                erasedAt = tombstone.erasedAt();
                begunAt = null;
                endsWithSeal = false;
                places.clear();
            }
        }

        private final List<Place> places = new ArrayList<>();

        private Map<Long, Place> latest() {
            Map<Long, Place> latest = new HashMap<>();
            places.forEach(place -> latest.put(place.sequence, place));
            return latest;
        }
    }

    /**
     * The documents that the feed does not show to be archived or erased, although their topics are gone: those that
     * were written to or archived lately, without those whose latest event is the seal and those that were erased.
     *
     * @param withTopic the documents that have a topic
     */
    public List<DocumentId> lostSightOf(Set<DocumentId> withTopic) {
        List<DocumentId> lost = new ArrayList<>();
        documents.forEach((id, stretch) -> {
            DocumentId documentId = new DocumentId(id);
            if (!stretch.showsArchived() && !stretch.showsErased() && !withTopic.contains(documentId)) {
                lost.add(documentId);
            }
        });
        return lost;
    }

    /** A document was erased after this was read: what is here of it counts no more. Safe for use by many threads. */
    public void forget(DocumentId documentId) {
        documents.remove(documentId.value());
    }

    /** The time from which on every record of the partition is in this. */
    public Instant since() {
        return since;
    }

    /** The offsets of the document's events that a log does not have, in the order of the feed. */
    public List<Long> offsetsOutside(DocumentId documentId, List<EncodedEvent> log) {
        Stretch stretch = documents.get(documentId.value());
        if (stretch == null || stretch.places.isEmpty()) {
            return List.of();
        }
        Map<Long, EncodedEvent> events = new HashMap<>();
        log.forEach(event -> events.put(event.event().sequence(), event));
        return stretch.places.stream()
                .filter(place -> {
                    EncodedEvent event = events.get(place.sequence);
                    return event == null || !place.isOf(event);
                })
                .map(Place::offset)
                .toList();
    }

    /**
     * Whether a log that ends with this event is whole and forwarded: the feed's latest record of the document is this
     * event, and no record continues it, as one does that was written before the latest ones were forwarded again.
     */
    public boolean endsWith(EncodedEvent last) {
        DocumentId documentId = last.event().documentId();
        Stretch stretch = documents.get(documentId.value());
        if (stretch == null || stretch.places.isEmpty()) {
            return covers(documentId, List.of(last)) == 1;
        }
        Place latest = stretch.places.getLast();
        int next = shortened(Optional.of(last.hashAfter(ChainHash.START)));
        return latest.sequence == last.event().sequence()
                && latest.isOf(last)
                && stretch.places.stream().noneMatch(place -> place.link == next);
    }

    /**
     * How many of a log's events, from the first on, were in the feed when this was read. Where the feed has another link
     * at an event's sequence, it has another event before it, too; where it has another time, another event there.
     *
     * @return as many as {@code log} has if nothing shows that one is missing
     */
    public int covers(DocumentId documentId, List<EncodedEvent> log) {
        Stretch stretch = documents.get(documentId.value());
        if (stretch == null || (stretch.places.isEmpty() && stretch.erasedAt == null)) {
            return untilMissing(log, Map.of(), Long.MAX_VALUE);
        }
        long first = stretch.places.stream().mapToLong(Place::sequence).min().orElse(0);
        return untilMissing(log, stretch.latest(), first);
    }

    private int untilMissing(List<EncodedEvent> log, Map<Long, Place> latest, long first) {
        for (int i = 0; i < log.size(); i++) {
            EncodedEvent event = log.get(i);
            Place place = latest.get(event.event().sequence());
            if (place != null && !place.continuesAs(event)) {
                return Math.max(i - 1, 0);
            }
            boolean another = place != null && !place.isOf(event);
            if (another || (place == null && isMissing(event.event(), first))) {
                return i;
            }
        }
        return log.size();
    }

    /** What was decided after this was read is not expected here, and neither is what was forwarded before it begins. */
    private boolean isMissing(RecordedEvent event, long first) {
        boolean before = first == Long.MAX_VALUE ? event.timestamp().isBefore(since) : event.sequence() < first;
        return !before && !event.timestamp().isAfter(readAt.plus(CLOCK_SKEW_MAX));
    }

    private static int shortened(Optional<ChainHash> link) {
        return link.map(ChainHash::hashCode).orElse(0);
    }

    private static int shortened(Instant time) {
        return Long.hashCode(time.toEpochMilli());
    }

    /** Takes the records of a partition in their order. Used by one thread. */
    public static final class Builder {
        private final Map<String, Stretch> documents = new HashMap<>();
        private int count;

        /**
         * Takes an event.
         *
         * @param timestamp of the event; an event from before its document's latest erasure is left out
         * @param previous its link
         * @param isSeal whether it says that the document goes to the archive
         * @param offset in the feed
         */
        public void add(
                DocumentId documentId,
                long sequence,
                Instant timestamp,
                Optional<ChainHash> previous,
                boolean isSeal,
                long offset) {
            count++;
            Stretch stretch = documents.computeIfAbsent(documentId.value(), _ -> new Stretch());
            if (stretch.erasedAt == null || timestamp.isAfter(stretch.erasedAt)) {
                stretch.begunAt = stretch.begunAt == null ? timestamp : stretch.begunAt;
                stretch.places.add(new Place(sequence, offset, shortened(previous), shortened(timestamp)));
                stretch.endsWithSeal = isSeal;
            }
        }

        /**
         * Takes a tombstone. One that a process wrote late, of an earlier erasure than the latest or of an earlier life of
         * the document than the events before it, erases nothing.
         */
        public void add(Tombstone tombstone) {
            count++;
            documents
                    .computeIfAbsent(tombstone.documentId().value(), _ -> new Stretch())
                    .add(tombstone);
        }

        /** Takes a document that was archived since the tail begins, with the end of its log; 0 if it was erased there. */
        public void addArchived(DocumentId documentId, long endOffset) {
            documents.computeIfAbsent(documentId.value(), _ -> new Stretch()).archivedEnd = endOffset;
        }

        /** How many records were taken. */
        public int count() {
            return count;
        }

        /**
         * What was taken.
         *
         * @param since every record of the partition from this time on was taken
         * @param readAt when reading began
         */
        public FeedTail build(Instant since, Instant readAt) {
            return new FeedTail(since, readAt, new ConcurrentHashMap<>(documents));
        }
    }
}
