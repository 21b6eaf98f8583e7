package dev.stepfold.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an actor does first, and what it may do after that. */
class PhaseTest {
    private final Phase.Ready ready = new Phase.Loading().loaded();

    @Test
    void handlesInputsOnceTheHistoryIsRead() {
        assertThat(ready).isEqualTo(new Phase.Ready());
    }

    @Test
    void handlesInputsAgainOnceAnAppendInDoubtIsSettled() {
        Phase.InDoubt doubt = ready.unacknowledged();

        assertThat(doubt).isEqualTo(new Phase.InDoubt());
        assertThat(doubt.settled()).isEqualTo(ready);
    }

    @Test
    void keepsTheErasureThatIsUnderWay() {
        Erasure erasure = new Erasure(
                new DocumentStage().ports(),
                DocumentStage.delivery(DocumentStage.erase(DocumentStage.DOCUMENT), 0),
                null,
                Optional::empty,
                new CompletableFuture<>());

        assertThat(ready.erasing(erasure).erasure()).isSameAs(erasure);
    }
}
