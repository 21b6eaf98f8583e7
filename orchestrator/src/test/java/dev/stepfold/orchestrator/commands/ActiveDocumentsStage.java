package dev.stepfold.orchestrator.commands;

import static dev.stepfold.orchestrator.document.DocumentStage.delivery;
import static dev.stepfold.orchestrator.document.DocumentStage.resume;

import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.DocumentStage;
import dev.stepfold.orchestrator.document.RecordingRunner.Begun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** At most two active documents in memory, and the commands that are sent to them. */
abstract class ActiveDocumentsStage {
    static final DocumentId FIRST = DocumentStage.DOCUMENT;
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    static final int MORE_THAN_A_MAILBOX = 100;

    final DocumentStage stage = new DocumentStage();
    final RecordingCommits commits = new RecordingCommits();
    final SeenAtRest seen = new SeenAtRest(10);
    final ActiveDocuments documents =
            new ActiveDocuments(stage.ports(), new DocumentLimits(2, 1, 1_000_000), commits, seen);
    private long offset;

    final Delivery send(Command command) {
        Delivery delivery = delivery(command, offset++);
        documents.deliver(delivery);
        return delivery;
    }

    final List<CommandId> sendResumes(int count) {
        List<CommandId> sent = new ArrayList<>();
        IntStream.range(0, count).forEach(number -> {
            send(resume(FIRST, "resume-" + number));
            sent.add(new CommandId("resume-" + number));
        });
        return sent;
    }

    final void redeliverAfter(Duration wait) {
        stage.advance(wait);
        documents.redeliver();
        stage.takeTurns();
    }

    final List<DocumentId> begun() {
        return stage.runner.begun().stream().map(Begun::documentId).distinct().toList();
    }

    final List<CommandId> answered(DocumentId documentId) {
        return stage.logs.of(documentId).counted().stream()
                .map(RecordedEvent::event)
                .flatMap(event -> event.answeredCommand().stream())
                .toList();
    }
}
