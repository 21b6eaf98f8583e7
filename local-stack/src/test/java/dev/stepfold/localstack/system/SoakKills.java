package dev.stepfold.localstack.system;

import dev.stepfold.localstack.RunningStack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/** Kills one process in each stretch of a soak, at any moment of it: each of the four once, in any order, then again. */
final class SoakKills implements Callable<Void> {
    /** How long after a process is healthy again times are left out: clients come back, and what waited is done. */
    private static final Duration SETTLES = Duration.ofSeconds(15);

    private final SoakScene scene;
    private final RunningStack stack;
    private final Random random;
    /** Guarded by this. */
    private final List<Kill> kills = new ArrayList<>();

    /**
     * A kill.
     *
     * @param healthy when the process answered its health check again; the end of time before that
     */
    record Kill(String process, Instant at, Instant healthy) {
        private boolean holds(Instant time) {
            return !time.isBefore(at) && (healthy.equals(Instant.MAX) || time.isBefore(healthy.plus(SETTLES)));
        }

        @Override
        public String toString() {
            return process + " at " + at + ", healthy after "
                    + Duration.between(at, healthy).toMillis() + " ms";
        }
    }

    SoakKills(SoakScene scene, RunningStack stack) {
        this.scene = scene;
        this.stack = stack;
        this.random = new Random(scene.options().seed() * 43);
    }

    @Override
    public Void call() throws InterruptedException {
        Duration every = scene.options().killEvery();
        List<String> deck = new ArrayList<>();
        while (!scene.isOver() && every.isPositive()) {
            if (deck.isEmpty()) {
                deck.addAll(SoakGauges.PROCESSES);
                Collections.shuffle(deck, random);
            }
            Instant next = Instant.now().plus(every);
            scene.pause(Duration.ofMillis(random.nextLong(every.toMillis() * 3 / 4)));
            if (!scene.isOver()) {
                kill(deck.removeLast());
            }
            Duration left = Duration.between(Instant.now(), next);
            if (left.isPositive()) {
                scene.pause(left);
            }
        }
        return null;
    }

    private void kill(String process) throws InterruptedException {
        Instant at = Instant.now();
        note(new Kill(process, at, Instant.MAX));
        stack.kill9(process);
        awaitHealthy(process);
        Kill over = new Kill(process, at, Instant.now());
        System.out.println("killed " + over);
        replaceLast(over);
    }

    /** A process may take longer than a stack's start, with thousands of topics and a busy machine: the table tells how long. */
    private void awaitHealthy(String process) throws InterruptedException {
        boolean healthy = false;
        while (!healthy) {
            try {
                stack.awaitHealthy(process);
                healthy = true;
            } catch (IllegalStateException e) {
                if (scene.isOver()) {
                    throw e;
                }
                System.out.println(process + " was killed, and is not healthy yet");
            }
        }
    }

    private synchronized void note(Kill kill) {
        kills.add(kill);
    }

    private synchronized void replaceLast(Kill kill) {
        kills.set(kills.size() - 1, kill);
    }

    synchronized List<Kill> all() {
        return List.copyOf(kills);
    }

    /** Whether the moment is between a kill and the time after it in which things settle. */
    synchronized boolean disturb(Instant time) {
        return kills.stream().anyMatch(kill -> kill.holds(time));
    }

    synchronized boolean anyBetween(Instant from, Instant to) {
        return disturb(from)
                || kills.stream()
                        .anyMatch(
                                kill -> !kill.at().isBefore(from) && !kill.at().isAfter(to));
    }
}
