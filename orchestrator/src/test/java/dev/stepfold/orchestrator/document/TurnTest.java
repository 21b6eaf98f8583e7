package dev.stepfold.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What may follow what, so that there is never more than one turn and nothing that arrives is overlooked. */
class TurnTest {
    private static final Thread THREAD = Thread.currentThread();

    private final Turn.Active active = new Turn.Idle().woken().begun(THREAD);

    @Test
    void beginsWithNothingToLookAtAgain() {
        assertThat(active).isEqualTo(new Turn.Active(THREAD, false));
    }

    @Test
    void endsWhereNothingHasArrived() {
        assertThat(active.ended()).isEqualTo(new Turn.Idle());
    }

    @Test
    void doesNotEndWhereSomethingHasArrivedSinceItLooked() {
        assertThat(active.woken().ended()).isEqualTo(new Turn.Active(THREAD, true));
    }

    @Test
    void endsWhereItHasLookedSinceSomethingArrived() {
        assertThat(active.woken().looked().ended()).isEqualTo(new Turn.Idle());
    }

    @Test
    void isDueAgainAfterItWasPostponedWhateverArrived() {
        assertThat(active.postponed()).isEqualTo(new Turn.Due());
        assertThat(active.woken().postponed()).isEqualTo(new Turn.Due());
    }
}
