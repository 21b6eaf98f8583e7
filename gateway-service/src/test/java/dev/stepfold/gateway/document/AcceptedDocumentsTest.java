package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class AcceptedDocumentsTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    private final AcceptedDocuments accepted = new AcceptedDocuments();

    @Test
    void forgetsAReservationThatIsClosedBeforeItIsKept() {
        try (AcceptedDocuments.Reservation reservation = accepted.reserve(start("first"))) {
            assertThat(reservation.earlier()).isEmpty();
            assertThat(accepted.find(DOCUMENT)).isPresent();
        }

        assertThat(accepted.find(DOCUMENT)).isEmpty();
    }

    @Test
    void remembersAReservationThatWasKept() {
        try (AcceptedDocuments.Reservation reservation = accepted.reserve(start("first"))) {
            reservation.keep();
        }

        assertThat(accepted.find(DOCUMENT)).map(AcceptedCommand::commandId).contains(new CommandId("first"));
    }

    @Test
    void leavesADocumentToTheCommandThatRequestedItFirst() {
        accepted.notice(start("first"));

        try (AcceptedDocuments.Reservation reservation = accepted.reserve(start("second"))) {
            assertThat(reservation.earlier()).map(AcceptedCommand::commandId).contains(new CommandId("first"));
        }

        assertThat(accepted.find(DOCUMENT)).map(AcceptedCommand::commandId).contains(new CommandId("first"));
    }

    @Test
    void remembersADocumentWhoseCommandKafkaHasThoughItDidNotAcknowledgeIt() {
        try (AcceptedDocuments.Reservation _ = accepted.reserve(start("first"))) {
            accepted.notice(start("first"));
        }

        assertThat(accepted.find(DOCUMENT)).map(AcceptedCommand::commandId).contains(new CommandId("first"));
    }

    @Test
    void remembersTheCommandThatKafkaHasInsteadOfTheOneThatWasAboutToBeSent() {
        try (AcceptedDocuments.Reservation _ = accepted.reserve(start("second"))) {
            accepted.notice(start("first"));
        }

        assertThat(accepted.find(DOCUMENT)).map(AcceptedCommand::commandId).contains(new CommandId("first"));
    }

    private static Command.StartRun start(String commandId) {
        return new Command.StartRun(
                DOCUMENT,
                new CommandId(commandId),
                Owner.LOCAL,
                Instant.EPOCH,
                new RunId("run"),
                "Track",
                true,
                null,
                RunOptions.DEFAULT);
    }
}
