package dev.stepfold.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.stepfold.gateway.access.ReadPermits.Limits;
import dev.stepfold.gateway.access.ReadPermits.Permit;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class ReadPermitsTest {
    private static final Owner ADA = new Owner("ada");
    private static final Owner BOB = new Owner("bob");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Executor THREADS = Thread::startVirtualThread;

    @Test
    void refusesOneMoreOfAnOwnerUntilOneIsClosed() {
        ReadPermits permits = new ReadPermits(new Limits(8, 2, 8, LONG));
        Permit first = permits.take(ADA);
        permits.take(ADA);

        assertRefused(ProblemCode.TOO_MANY_READS_OF_OWNER, () -> permits.take(ADA));
        permits.take(BOB);

        first.close();
        first.close();
        permits.take(ADA);
        assertRefused(ProblemCode.TOO_MANY_READS_OF_OWNER, () -> permits.take(ADA));
    }

    @Test
    void leavesAPermitForOthersIfAnOwnerRequestsMoreThanThereAre() {
        // Given
        ReadPermits permits = new ReadPermits(new Limits(4, 0, 20, LONG));
        List<CompletableFuture<Permit>> ofAda = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ofAda.add(CompletableFuture.supplyAsync(() -> permits.take(ADA), THREADS));
        }
        await().until(() -> ofAda.stream().filter(CompletableFuture::isDone).count() == 3);

        // When
        Permit ofBob = permits.take(BOB);

        // Then
        assertThat(ofAda).filteredOn(CompletableFuture::isDone).hasSize(3);
        ofBob.close();
        for (int closed = 0; closed < 10; closed++) {
            int seen = closed;
            await().until(() -> ofAda.stream().filter(CompletableFuture::isDone).count() > seen);
            ofAda.stream()
                    .filter(CompletableFuture::isDone)
                    .map(CompletableFuture::join)
                    .forEach(Permit::close);
        }
    }

    @Test
    void refusesAReadThatWouldWaitBehindTooManyOrForTooLong() {
        ReadPermits crowded = new ReadPermits(new Limits(1, 0, 0, LONG));
        ReadPermits hasty = new ReadPermits(new Limits(1, 0, 5, Duration.ZERO));
        crowded.take(ADA);
        Permit permit = hasty.take(ADA);

        assertRefused(ProblemCode.TOO_MANY_READS, () -> crowded.take(BOB));
        assertRefused(ProblemCode.TOO_MANY_READS, () -> hasty.take(BOB));

        permit.close();
        hasty.take(BOB);
    }

    private static void assertRefused(ProblemCode code, Runnable take) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(take::run)
                .matches(problem ->
                        problem.code() == code && problem.retryAfter().isPresent());
    }
}
