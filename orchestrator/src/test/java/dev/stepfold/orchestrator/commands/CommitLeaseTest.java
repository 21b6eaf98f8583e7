package dev.stepfold.orchestrator.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Held for half a session from the beginning of the last commit that succeeded, and not a moment longer. */
class CommitLeaseTest {
    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final Duration TICK = Duration.ofMillis(1);
    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = BEGUN;
    private final CommitLease lease = new CommitLease(() -> now, SESSION);

    @Test
    void isNotHeldBeforeTheFirstCommit() {
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.isToBeRenewed(now)).isTrue();
    }

    @Test
    void isHeldForHalfASession() {
        lease.renew(BEGUN);

        now = BEGUN.plus(SESSION.dividedBy(2)).minus(TICK);
        assertThat(lease.isHeld()).isTrue();

        now = BEGUN.plus(SESSION.dividedBy(2));
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void countsFromTheBeginningOfTheCommitHoweverLateItsAnswerIs() {
        now = BEGUN.plus(SESSION.dividedBy(2));

        lease.renew(BEGUN);

        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void isHeldAgainAfterAnotherCommit() {
        lease.renew(BEGUN);
        now = BEGUN.plus(SESSION);

        lease.renew(now);

        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void isToBeRenewedLongBeforeItEnds() {
        lease.renew(BEGUN);

        assertThat(lease.isToBeRenewed(BEGUN.plus(SESSION.dividedBy(4)))).isFalse();
        assertThat(lease.isToBeRenewed(BEGUN.plus(SESSION.dividedBy(4)).plus(TICK)))
                .isTrue();
    }

    @Test
    void isNeverHeldAgainOnceItIsReleased() {
        lease.renew(BEGUN);

        lease.release();
        assertThat(lease.isHeld()).isFalse();

        lease.renew(BEGUN);
        assertThat(lease.isHeld()).isFalse();
    }
}
