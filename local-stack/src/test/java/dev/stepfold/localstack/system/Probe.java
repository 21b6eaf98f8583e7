package dev.stepfold.localstack.system;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * People who ask for one document after the other at each gateway, and wait for its first event: how long that took at most is
 * the time without service.
 */
final class Probe implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(400);
    private static final String FROM_THE_FIRST = "-1";

    private final ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Waited> waited = new CopyOnWriteArrayList<>();
    private final List<Future<Void>> asking;
    private volatile boolean ended;

    /** How long somebody waited from asking to the first event. */
    record Waited(String documentId, Duration time) {}

    private Probe(List<Client> gateways) {
        asking = gateways.stream()
                .map(gateway -> people.submit((Callable<Void>) () -> ask(gateway)))
                .toList();
    }

    /** Starts asking. */
    static Probe at(List<Client> gateways) {
        return new Probe(gateways);
    }

    private Void ask(Client gateway) {
        int number = 0;
        while (!ended) {
            long began = System.nanoTime();
            number++;
            String id = gateway.create("Create a probe system number " + number, Runs.newKey());
            gateway.follow(id, FROM_THE_FIRST, _ -> true);
            waited.add(new Waited(id, Duration.ofNanos(System.nanoTime() - began)));
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
        return null;
    }

    /** Stops asking, and answers how long each document took; fails where one never came. */
    List<Waited> end() throws Exception {
        ended = true;
        for (Future<Void> one : asking) {
            one.get();
        }
        return List.copyOf(waited);
    }

    @Override
    public void close() {
        ended = true;
        people.close();
    }
}
