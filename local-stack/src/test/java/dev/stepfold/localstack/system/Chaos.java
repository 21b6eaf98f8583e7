package dev.stepfold.localstack.system;

import dev.stepfold.localstack.system.ChaosPlan.Fault;
import dev.stepfold.localstack.system.ChaosPlan.Kind;
import dev.stepfold.localstack.system.TwoOrchestrators.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Carries a plan out on the real processes: people run their errands while processes are killed and frozen. */
final class Chaos {
    private final TwoOrchestrators system;
    private final Client client;
    private final List<Suffered> suffered = new ArrayList<>();
    private int passedOver;

    /** A fault that was dealt out, and when. */
    record Suffered(Fault fault, Instant at) {
        boolean isKillOfOrchestrator() {
            return fault.kind() == Kind.KILL && fault.part().isOrchestrator();
        }

        /** For counting. */
        String kindAndPart() {
            return (fault.kind() == Kind.KILL ? "kill -9 " : "freeze ") + fault.part();
        }

        @Override
        public String toString() {
            return kindAndPart()
                    + (fault.kind() == Kind.FREEZE ? " for " + fault.length().toMillis() + " ms" : "");
        }

        /** Whether the part was frozen at the time. */
        boolean isFreezeOf(Part part, Instant time) {
            return fault.kind() == Kind.FREEZE
                    && fault.part() == part
                    && at.isBefore(time)
                    && time.isBefore(at.plus(fault.length()));
        }
    }

    Chaos(TwoOrchestrators system, Client client) {
        this.system = system;
        this.client = client;
    }

    /** Returns when all faults are over, all processes are healthy, and everybody has finished. */
    List<Person> carryOut(ChaosPlan plan) throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();
                ExecutorService faults = Executors.newSingleThreadExecutor()) {
            List<CompletableFuture<Person>> errands = plan.errands().values().stream()
                    .map(errand -> at(errand.at(), people, () -> Person.run(client, errand)))
                    .toList();
            try {
                List<CompletableFuture<Void>> dealt = new ArrayList<>();
                for (Fault fault : plan.faults()) {
                    dealt.add(at(fault.at(), faults, () -> deal(fault)));
                    if (fault.kind() == Kind.FREEZE) {
                        dealt.add(at(fault.at().plus(fault.length()), faults, () -> thaw(fault.part())));
                    }
                }
                CompletableFuture.allOf(dealt.toArray(CompletableFuture[]::new)).join();
            } finally {
                system.thawAll();
                system.startSecond();
            }
            system.awaitHealthy();
            return errands.stream().map(CompletableFuture::join).toList();
        }
    }

    /** What befell the processes, in its order. */
    synchronized List<Suffered> suffered() {
        return List.copyOf(suffered);
    }

    /** How many faults were left out, because their process was down or frozen at the time. */
    synchronized int passedOver() {
        return passedOver;
    }

    private synchronized Void deal(Fault fault) throws Exception {
        if (!system.isUp(fault.part())) {
            passedOver++;
            return null;
        }
        suffered.add(new Suffered(fault, Instant.now()));
        switch (fault.kind()) {
            case KILL -> {
                system.kill9(fault.part());
                system.startSecond();
            }
            case FREEZE -> system.freeze(fault.part());
        }
        return null;
    }

    private Void thaw(Part part) throws Exception {
        system.thaw(part);
        return null;
    }

    private static <T> CompletableFuture<T> at(Duration at, Executor executor, Callable<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                CompletableFuture.delayedExecutor(at.toMillis(), TimeUnit.MILLISECONDS, executor));
    }
}
