package dev.stepfold.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.Owner;
import dev.stepfold.turns.Turns.Turn;
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

/** Who is next, and that no turn is lost on the way. */
class TurnsTest {
    private static final Owner ADA = new Owner("ada");
    private static final Owner BOB = new Owner("bob");
    private static final Owner CY = new Owner("cy");

    private final Turns turns = new Turns(1, 1);

    @Test
    void servesTheOwnerOfOneDocumentSecondThoughAnotherAskedTenTimesBefore() {
        Turn atWork = turns.ask(CY);
        List<Turn> ofAda = ask(ADA, 10);
        Turn ofBob = turns.ask(BOB);

        atWork.close();
        assertThat(ofAda.getFirst().hasCome()).isTrue();
        assertThat(ofBob.hasCome()).isFalse();

        ofAda.getFirst().close();
        assertThat(ofBob.hasCome()).isTrue();
        assertThat(ofAda.get(1).hasCome()).isFalse();

        ofBob.close();
        assertThat(ofAda.get(1).hasCome()).isTrue();
    }

    @Test
    void servesTheDocumentsOfOneOwnerInTheirOrder() {
        List<Turn> ofAda = ask(ADA, 5);

        for (int served = 0; served < ofAda.size(); served++) {
            assertThat(ofAda.get(served).hasCome()).isTrue();
            assertThat(ofAda.subList(served + 1, ofAda.size())).noneMatch(Turn::hasCome);
            ofAda.get(served).close();
        }
    }

    @Test
    void goesRoundAmongAllWhoWait() {
        Turn atWork = turns.ask(new Owner("dan"));
        List<Turn> ofAda = ask(ADA, 3);
        List<Turn> ofBob = ask(BOB, 2);
        List<Turn> ofCy = ask(CY, 1);

        assertThat(servedAfter(atWork, ofAda, ofBob, ofCy)).containsExactly(ADA, BOB, CY, ADA, BOB, ADA);
    }

    @Test
    void forgetsWhoLeavesTheQueueAndServesTheNext() {
        Turn atWork = turns.ask(CY);
        List<Turn> ofAda = ask(ADA, 2);
        Turn ofBob = turns.ask(BOB);

        ofAda.getFirst().close();
        ofBob.close();
        atWork.close();

        assertThat(ofAda.getFirst().hasCome()).isFalse();
        assertThat(ofBob.hasCome()).isFalse();
        assertThat(ofAda.getLast().hasCome()).isTrue();
        assertThat(turns.ownersWaiting()).isZero();
    }

    @Test
    void keepsATurnFreeForOthersWhereAnOwnerHasAllHisOwn() {
        Turns shared = new Turns(3, 2);
        Turn first = shared.ask(ADA);
        Turn second = shared.ask(ADA);
        Turn third = shared.ask(ADA);
        assertThat(second.hasCome()).isTrue();
        assertThat(third.hasCome()).isFalse();

        assertThat(shared.ask(BOB).hasCome()).isTrue();

        first.close();
        assertThat(third.hasCome()).isTrue();
    }

    @Test
    void countsATurnThatIsClosedTwiceOnce() {
        Turn first = turns.ask(ADA);
        first.close();
        first.close();

        assertThat(turns.free()).isEqualTo(1);
    }

    @Test
    void losesNoTurnAndLetsNobodyBeOvertakenTwiceWhateverComes() {
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
    void letsNoMoreAtWorkThanMayBeWhenManyThreadsAskAndSomeAreInterrupted() throws Exception {
        int max = 3;
        Turns shared = new Turns(max, max);
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger mostAtWork = new AtomicInteger();
        Semaphore started = new Semaphore(0);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Owner owner = new Owner("owner-" + i % 7);
            threads.add(Thread.ofVirtual().start(() -> {
                started.release();
                try (Turn turn = shared.ask(owner)) {
                    turn.await();
                    mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                    atWork.decrementAndGet();
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

        assertThat(mostAtWork.get()).isBetween(1, max);
        assertThat(shared.free()).isEqualTo(max);
        assertThat(shared.ownersWaiting()).isZero();
    }

    private List<Turn> ask(Owner owner, int times) {
        return IntStream.range(0, times).mapToObj(_ -> turns.ask(owner)).toList();
    }

    /** Whose turns come, one after the other, when each is closed as soon as it has come. */
    @SafeVarargs
    private static List<Owner> servedAfter(Turn atWork, List<Turn>... waiting) {
        List<Owner> served = new ArrayList<>();
        List<Turn> left = new ArrayList<>();
        for (List<Turn> ofOwner : waiting) {
            left.addAll(ofOwner);
        }
        atWork.close();
        while (!left.isEmpty()) {
            List<Turn> come = left.stream().filter(Turn::hasCome).toList();
            assertThat(come).hasSize(1);
            left.remove(come.getFirst());
            served.add(come.getFirst().owner());
            come.getFirst().close();
        }
        return served;
    }

    /** Asks, ends and leaves at random, and knows what must be true after each. */
    private static final class Model {
        private final Random random;
        private final int max;
        private final int perOwnerMax;
        private final Turns turns;
        private final List<Turn> waiting = new ArrayList<>();
        private final List<Turn> atWork = new ArrayList<>();

        /** For every owner who waits: how often each other was served since he began to wait. */
        private final Map<Owner, Map<Owner, Integer>> servedMeanwhile = new HashMap<>();

        Model(Random random) {
            this.random = random;
            this.max = 1 + random.nextInt(4);
            this.perOwnerMax = 1 + random.nextInt(max);
            this.turns = new Turns(max, perOwnerMax);
        }

        void step() {
            switch (random.nextInt(5)) {
                case 0, 1 -> waiting.add(turns.ask(new Owner("owner-" + random.nextInt(5))));
                case 2, 3 -> closeOneOf(atWork);
                default -> closeOneOf(waiting);
            }
            check();
        }

        /** Ends what is at work until nobody waits: so everybody is served. */
        void finish() {
            while (!atWork.isEmpty()) {
                closeOneOf(atWork);
                check();
            }
            assertThat(waiting).isEmpty();
            assertThat(turns.free()).isEqualTo(max);
            assertThat(turns.ownersWaiting()).isZero();
        }

        private void closeOneOf(List<Turn> open) {
            if (!open.isEmpty()) {
                open.remove(random.nextInt(open.size())).close();
            }
        }

        private void check() {
            List<Turn> come = waiting.stream().filter(Turn::hasCome).toList();
            waiting.removeAll(come);
            atWork.addAll(come);
            assertThat(atWork).hasSizeLessThanOrEqualTo(max).allMatch(Turn::hasCome);
            assertThat(turns.free()).isEqualTo(max - atWork.size());
            assertThat(waiting)
                    .as("nobody waits for a turn that he may have")
                    .allMatch(turn -> atWork.size() == max || atWorkOf(turn.owner()) == perOwnerMax);
            assertThat(atWork).allMatch(turn -> atWorkOf(turn.owner()) <= perOwnerMax);
            come.forEach(turn -> served(turn.owner()));
            List<Owner> owners = waiting.stream().map(Turn::owner).distinct().toList();
            servedMeanwhile.keySet().retainAll(owners);
            owners.forEach(owner -> servedMeanwhile.putIfAbsent(owner, new HashMap<>()));
            assertThat(turns.ownersWaiting()).isEqualTo(owners.size());
        }

        private long atWorkOf(Owner owner) {
            return atWork.stream().filter(turn -> turn.owner().equals(owner)).count();
        }

        /** Whoever could have had the turn instead has waited for at most one of this owner's. */
        private void served(Owner served) {
            servedMeanwhile.remove(served);
            servedMeanwhile.forEach((owner, others) -> {
                if (atWorkOf(owner) < perOwnerMax) {
                    assertThat(others.merge(served, 1, Integer::sum))
                            .as("turns of %s while %s waits", served, owner)
                            .isEqualTo(1);
                }
            });
        }
    }
}
