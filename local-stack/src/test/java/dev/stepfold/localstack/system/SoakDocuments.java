package dev.stepfold.localstack.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** All documents of a soak. One that rests is taken by one person at a time, who has it run or erases it. */
final class SoakDocuments {
    private final Map<String, SoakDocument> all = new ConcurrentHashMap<>();
    /** Guarded by this. */
    private final List<SoakDocument> resting = new ArrayList<>();
    /** Guarded by this. */
    private final List<SoakDocument> taken = new ArrayList<>();

    private int made;

    /** A new one, which its maker has taken. */
    synchronized SoakDocument make() {
        SoakDocument document = new SoakDocument("soak-" + made++);
        all.put(document.id(), document);
        taken.add(document);
        return document;
    }

    /** Any that rests, for the caller alone. */
    synchronized SoakDocument take(Random random) {
        int place = random.nextInt(resting.size());
        SoakDocument document = resting.set(place, resting.getLast());
        resting.removeLast();
        taken.add(document);
        return document;
    }

    synchronized void putBack(SoakDocument document) {
        taken.remove(document);
        resting.add(document);
    }

    /** Nobody will take it again. */
    synchronized void erased(SoakDocument document) {
        taken.remove(document);
    }

    synchronized SoakDocument anyAtRest(Random random) {
        return resting.get(random.nextInt(resting.size()));
    }

    /** Empty while none is at work. */
    synchronized Optional<SoakDocument> anyTaken(Random random) {
        return taken.isEmpty() ? Optional.empty() : Optional.of(taken.get(random.nextInt(taken.size())));
    }

    Optional<SoakDocument> byId(String id) {
        return Optional.ofNullable(all.get(id));
    }

    List<SoakDocument> living() {
        return all.values().stream().filter(document -> !document.isErased()).toList();
    }

    List<SoakDocument> erased() {
        return all.values().stream().filter(SoakDocument::isErased).toList();
    }
}
