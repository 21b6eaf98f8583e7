package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which documents are about to change. */
final class UnansweredCommandsTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    private long nanos;
    private final UnansweredCommands unanswered = new UnansweredCommands(() -> nanos);

    @Test
    void isAnsweredByItsOwnAnswerOnly() {
        unanswered.add(cancel(DOCUMENT, "cancel"));

        unanswered.answeredBy(frame(new AgentRun.Cancelled(new CommandId("another"))));
        boolean afterAnother = unanswered.has(DOCUMENT);
        unanswered.answeredBy(frame(new AgentRun.Cancelled(new CommandId("cancel"))));

        assertThat(afterAnother).isTrue();
        assertThat(unanswered.has(DOCUMENT)).isFalse();
    }

    @Test
    void knowsTheLatestCommandOfADocument() {
        unanswered.add(cancel(DOCUMENT, "first"));
        unanswered.add(cancel(DOCUMENT, "second"));

        unanswered.remove(cancel(DOCUMENT, "first"));

        assertThat(unanswered.has(DOCUMENT)).isTrue();
    }

    @Test
    void expectsNoAnswerToAnErasure() {
        unanswered.add(new Command.Erase(DOCUMENT, new CommandId("erase"), Owner.LOCAL, SampleRun.START));

        assertThat(unanswered.has(DOCUMENT)).isFalse();
    }

    @Test
    void givesUpAnAnswerThatIsLongInComing() {
        unanswered.add(cancel(DOCUMENT, "cancel"));
        nanos = UnansweredCommands.PATIENCE.toNanos() - 1;
        boolean before = unanswered.has(DOCUMENT);

        nanos = UnansweredCommands.PATIENCE.plus(Duration.ofNanos(1)).toNanos();

        assertThat(before).isTrue();
        assertThat(unanswered.has(DOCUMENT)).isFalse();
    }

    @Test
    void forgetsTheOldestBeyondItsLimit() {
        for (int i = 0; i <= UnansweredCommands.DOCUMENTS_MAX; i++) {
            unanswered.add(cancel(new DocumentId("doc-" + i), "cancel"));
        }

        assertThat(unanswered.has(new DocumentId("doc-0"))).isFalse();
        assertThat(unanswered.has(new DocumentId("doc-1"))).isTrue();
    }

    private static Command cancel(DocumentId documentId, String commandId) {
        return new Command.Cancel(documentId, new CommandId(commandId), Owner.LOCAL, SampleRun.START, null);
    }

    private static EventFrame frame(DocumentEvent event) {
        return EventFrame.of(SampleRun.from(DOCUMENT, 3, List.of(event)).getFirst());
    }
}
