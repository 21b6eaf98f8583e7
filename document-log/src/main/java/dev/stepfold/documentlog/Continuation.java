package dev.stepfold.documentlog;

import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What continues a log that has lost its end, among events that were kept elsewhere: found by the chain. Events without
 * a link are not used.
 */
public final class Continuation {
    private Continuation() {}

    /**
     * The events that continue the log, in order. If the log's last events are copies of kept ones with other sequences,
     * it is continued behind those: an earlier continuation was interrupted.
     *
     * @param log every event of the log
     * @param kept the events that the log does not have, in the order in which they were written. Of several that have
     *     the same predecessor, the last one counts: the others are from before the log was cut. If what follows that one
     *     are copies of what follows another one, which has more, that other one counts: the copies have lost their end
     */
    public static List<EncodedEvent> of(List<EncodedEvent> log, List<EncodedEvent> kept) {
        Map<ChainHash, SequencedMap<ChainHash, EncodedEvent>> byLink = new HashMap<>();
        for (EncodedEvent event : kept) {
            event.previous()
                    .ifPresent(link -> byLink.computeIfAbsent(link, _ -> new LinkedHashMap<>())
                            .putLast(event.hashAfter(link), event));
        }
        List<ChainHash> heads = new ArrayList<>(List.of(ChainHash.START));
        log.forEach(event -> heads.add(event.hashAfter(heads.getLast())));
        for (int from = log.size(); from >= 0; from--) {
            List<EncodedEvent> behind = chain(heads.get(from), byLink);
            int copies = log.size() - from;
            if (behind.size() > copies && areCopies(log.subList(from, log.size()), behind)) {
                return behind.subList(copies, behind.size());
            }
        }
        return List.of();
    }

    private static List<EncodedEvent> chain(
            ChainHash head, Map<ChainHash, SequencedMap<ChainHash, EncodedEvent>> byLink) {
        List<EncodedEvent> chain = new ArrayList<>();
        Map<ChainHash, EncodedEvent> next = following(head, byLink);
        // A chain has no circle: an event's hash depends on its link.
        while (next.size() == 1) {
            Map.Entry<ChainHash, EncodedEvent> only = next.entrySet().iterator().next();
            chain.add(only.getValue());
            next = following(only.getKey(), byLink);
        }
        List<EncodedEvent> best = List.of();
        for (Map.Entry<ChainHash, EncodedEvent> way :
                List.copyOf(next.entrySet()).reversed()) {
            List<EncodedEvent> behind = new ArrayList<>(List.of(way.getValue()));
            behind.addAll(chain(way.getKey(), byLink));
            if (behind.size() > best.size() && areCopies(best, behind)) {
                best = behind;
            }
        }
        chain.addAll(best);
        return chain;
    }

    private static Map<ChainHash, EncodedEvent> following(
            ChainHash head, Map<ChainHash, SequencedMap<ChainHash, EncodedEvent>> byLink) {
        SequencedMap<ChainHash, EncodedEvent> next = byLink.get(head);
        return next == null ? Map.of() : next;
    }

    private static boolean areCopies(List<EncodedEvent> copies, List<EncodedEvent> originals) {
        for (int i = 0; i < copies.size(); i++) {
            RecordedEvent copy = copies.get(i).event();
            RecordedEvent original = originals.get(i).event();
            if (!copy.runId().equals(original.runId())
                    || !copy.timestamp().equals(original.timestamp())
                    || !copy.event().equals(original.event())) {
                return false;
            }
        }
        return true;
    }
}
