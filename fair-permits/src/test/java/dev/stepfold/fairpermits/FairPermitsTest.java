package dev.stepfold.fairpermits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.fairpermits.FairPermits.Permit;
import dev.stepfold.schemas.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks who is next, and that no permit is lost. */
class FairPermitsTest {
    private static final Owner ADA = new Owner("ada");
    private static final Owner BOB = new Owner("bob");
    private static final Owner CY = new Owner("cy");

    private final FairPermits permits = new FairPermits(1, 1);

    @Test
    void servesTheOwnerOfOneDocumentSecondAlthoughAnotherRequestedTenTimesBefore() {
        Permit held = permits.request(CY);
        List<Permit> ofAda = ask(ADA, 10);
        Permit ofBob = permits.request(BOB);

        held.close();
        assertThat(ofAda.getFirst().isGranted()).isTrue();
        assertThat(ofBob.isGranted()).isFalse();

        ofAda.getFirst().close();
        assertThat(ofBob.isGranted()).isTrue();
        assertThat(ofAda.get(1).isGranted()).isFalse();

        ofBob.close();
        assertThat(ofAda.get(1).isGranted()).isTrue();
    }

    @Test
    void servesTheDocumentsOfOneOwnerInTheirOrder() {
        List<Permit> ofAda = ask(ADA, 5);

        for (int served = 0; served < ofAda.size(); served++) {
            assertThat(ofAda.get(served).isGranted()).isTrue();
            assertThat(ofAda.subList(served + 1, ofAda.size())).noneMatch(Permit::isGranted);
            ofAda.get(served).close();
        }
    }

    @Test
    void goesRoundRobinAmongAllWaitingOwners() {
        Permit held = permits.request(new Owner("dan"));
        List<Permit> ofAda = ask(ADA, 3);
        List<Permit> ofBob = ask(BOB, 2);
        List<Permit> ofCy = ask(CY, 1);

        assertThat(servedAfter(held, ofAda, ofBob, ofCy)).containsExactly(ADA, BOB, CY, ADA, BOB, ADA);
    }

    @Test
    void forgetsAnOwnerThatLeavesTheQueueAndServesTheNext() {
        Permit held = permits.request(CY);
        List<Permit> ofAda = ask(ADA, 2);
        Permit ofBob = permits.request(BOB);

        ofAda.getFirst().close();
        ofBob.close();
        held.close();

        assertThat(ofAda.getFirst().isGranted()).isFalse();
        assertThat(ofBob.isGranted()).isFalse();
        assertThat(ofAda.getLast().isGranted()).isTrue();
        assertThat(permits.ownersWaiting()).isZero();
    }

    @Test
    void keepsAPermitFreeForOthersWhenAnOwnerHasItsMaximum() {
        FairPermits shared = new FairPermits(3, 2);
        Permit first = shared.request(ADA);
        Permit second = shared.request(ADA);
        Permit third = shared.request(ADA);
        assertThat(second.isGranted()).isTrue();
        assertThat(third.isGranted()).isFalse();

        assertThat(shared.request(BOB).isGranted()).isTrue();

        first.close();
        assertThat(third.isGranted()).isTrue();
    }

    @Test
    void returnsAPermitOnceWhenItIsClosedTwice() {
        Permit first = permits.request(ADA);
        first.close();
        first.close();

        assertThat(permits.free()).isEqualTo(1);
    }

    @Test
    void losesNoPermitAndLetsNoOwnerBeOvertakenTwice() {
        SplittableRandom seeds = new SplittableRandom();
        for (int round = 0; round < 200; round++) {
            long seed = seeds.nextLong();
            Model model = new Model(new Random(seed));
            try {
                IntStream.range(0, 200).forEach(_ -> model.step());
                model.finish();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @RepeatedTest(5)
    @Timeout(30)
    void grantsNoMoreThanTheLimitWhenManyThreadsRequestAndSomeAreInterrupted() throws Exception {
        int max = 3;
        FairPermits shared = new FairPermits(max, max);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger mostRunning = new AtomicInteger();
        Semaphore started = new Semaphore(0);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Owner owner = new Owner("owner-" + i % 7);
            threads.add(Thread.ofVirtual().start(() -> {
                started.release();
                try (Permit permit = shared.request(owner)) {
                    permit.await();
                    mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
                    running.decrementAndGet();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        started.acquire(threads.size() / 2);
        for (int i = 0; i < threads.size(); i += 5) {
            threads.get(i).interrupt();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(mostRunning.get()).isBetween(1, max);
        assertThat(shared.free()).isEqualTo(max);
        assertThat(shared.ownersWaiting()).isZero();
    }

    private List<Permit> ask(Owner owner, int times) {
        return IntStream.range(0, times).mapToObj(_ -> permits.request(owner)).toList();
    }

    /** The owners in the order in which they are served, when each permit is closed as soon as it is granted. */
    @SafeVarargs
    private static List<Owner> servedAfter(Permit held, List<Permit>... waiting) {
        List<Owner> served = new ArrayList<>();
        List<Permit> left = new ArrayList<>();
        for (List<Permit> ofOwner : waiting) {
            left.addAll(ofOwner);
        }
        held.close();
        while (!left.isEmpty()) {
            List<Permit> granted = left.stream().filter(Permit::isGranted).toList();
            assertThat(granted).hasSize(1);
            left.remove(granted.getFirst());
            served.add(granted.getFirst().owner());
            granted.getFirst().close();
        }
        return served;
    }

    /** Requests, returns and cancels at random, and checks what must be true after each. */
    private static final class Model {
        private final Random random;
        private final int max;
        private final int perOwnerMax;
        private final FairPermits permits;
        private final List<Permit> waiting = new ArrayList<>();
        private final List<Permit> held = new ArrayList<>();

        /** For every owner that waits: how often each other owner was served since it began to wait. */
        private final Map<Owner, Map<Owner, Integer>> servedMeanwhile = new HashMap<>();

        Model(Random random) {
            this.random = random;
            this.max = 1 + random.nextInt(4);
            this.perOwnerMax = 1 + random.nextInt(max);
            this.permits = new FairPermits(max, perOwnerMax);
        }

        void step() {
            switch (random.nextInt(5)) {
                case 0, 1 -> waiting.add(permits.request(new Owner("owner-" + random.nextInt(5))));
                case 2, 3 -> closeOneOf(held);
                default -> closeOneOf(waiting);
            }
            check();
        }

        /** Closes granted permits until no owner waits: every owner is then served. */
        void finish() {
            while (!held.isEmpty()) {
                closeOneOf(held);
                check();
            }
            assertThat(waiting).isEmpty();
            assertThat(permits.free()).isEqualTo(max);
            assertThat(permits.ownersWaiting()).isZero();
        }

        private void closeOneOf(List<Permit> open) {
            if (!open.isEmpty()) {
                open.remove(random.nextInt(open.size())).close();
            }
        }

        private void check() {
            List<Permit> granted = waiting.stream().filter(Permit::isGranted).toList();
            waiting.removeAll(granted);
            held.addAll(granted);
            assertThat(held).hasSizeLessThanOrEqualTo(max).allMatch(Permit::isGranted);
            assertThat(permits.free()).isEqualTo(max - held.size());
            assertThat(waiting)
                    .as("no owner waits for a permit that it may have")
                    .allMatch(permit -> held.size() == max || heldBy(permit.owner()) == perOwnerMax);
            assertThat(held).allMatch(permit -> heldBy(permit.owner()) <= perOwnerMax);
            granted.forEach(permit -> served(permit.owner()));
            List<Owner> owners = waiting.stream().map(Permit::owner).distinct().toList();
            servedMeanwhile.keySet().retainAll(owners);
            owners.forEach(owner -> servedMeanwhile.putIfAbsent(owner, new HashMap<>()));
            assertThat(permits.ownersWaiting()).isEqualTo(owners.size());
        }

        private long heldBy(Owner owner) {
            return held.stream().filter(permit -> permit.owner().equals(owner)).count();
        }

        /** An owner that could have had the permit instead has waited for at most one permit of this owner. */
        private void served(Owner served) {
            servedMeanwhile.remove(served);
            servedMeanwhile.forEach((owner, others) -> {
                if (heldBy(owner) < perOwnerMax) {
                    assertThat(others.merge(served, 1, Integer::sum))
                            .as("permits of %s while %s waits", served, owner)
                            .isEqualTo(1);
                }
            });
        }
    }
}
