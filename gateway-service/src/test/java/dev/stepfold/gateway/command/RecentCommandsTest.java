package dev.stepfold.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.document.AcceptedDocuments;
import dev.stepfold.gateway.document.ProjectionAnswer;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.testkit.FakeRecorded;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the recent events spare a command the read of a topic, and when they must not. */
final class RecentCommandsTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final RunRequest CHANGE = new RunRequest("Add a till", null, null, RunOptions.DEFAULT);
    private static final ControlRequest CANCEL = new ControlRequest.Cancel(null);
    private static final Caller EVE = new Caller(new Owner("eve"), false, Instant.MAX);
    private static final List<RecordedEvent> RUN = SampleRun.from(DOCUMENT, 0, SampleRun.complete());

    private final FakeRecorded topic = new FakeRecorded(DOCUMENT);
    private final RecentEvents recent = new RecentEvents(10_000_000);
    private final AcceptedDocuments accepted = new AcceptedDocuments();
    private final List<Command> written = new ArrayList<>();
    private ProjectionAnswer projection = new ProjectionAnswer.Unknown();
    private int projectionAsked;
    private final CommandService commands = new CommandService(
            new VisibleDocuments(_ -> projected(), topic::read, accepted, () -> true, recent),
            accepted,
            new DocumentQuota(KafkaNames.DEFAULT, 10, Clock.systemUTC()),
            new KeyedCommands(Duration.ofSeconds(20)),
            () -> true,
            (command, _) -> written.add(command),
            Clock.systemUTC(),
            UUID::randomUUID);

    @Test
    void readsNoTopicForARunThatTheRecentEventsAdmit() throws Exception {
        projected(RUN.subList(0, 12));
        happens(RUN);

        CommandReceipt receipt = commands.startRun(DOCUMENT, CHANGE, caller(Caller.LOCAL, null));

        assertThat(written).hasSize(1);
        assertThat(receipt.after()).isEqualTo(19);
        assertThat(topic.reads()).isZero();
    }

    @Test
    void takesACommandThatOnlyTheLatestEventsAdmit() throws Exception {
        projected(RUN.subList(0, 12));
        relay(RUN.subList(0, 19));
        topic.append(RUN);

        commands.startRun(DOCUMENT, CHANGE, caller(Caller.LOCAL, null));

        assertThat(written).hasSize(1);
    }

    @Test
    void refusesWhatTheLatestEventsRefuse() {
        projected(RUN.subList(0, 12));
        happens(RUN.subList(0, 19));

        assertThatThrownBy(() -> commands.startRun(DOCUMENT, CHANGE, caller(Caller.LOCAL, null)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.RUN_ACTIVE));
        assertThat(topic.reads()).isPositive();
        assertThat(written).isEmpty();
    }

    @Test
    void readsTheTopicForTheCallOfAKey() throws Exception {
        projected(RUN);
        happens(RUN);

        commands.startRun(DOCUMENT, CHANGE, caller(Caller.LOCAL, "key"));

        assertThat(topic.reads()).isPositive();
    }

    @Test
    void hidesTheDocumentOfAnotherOwner() {
        projected(RUN);
        happens(RUN);

        assertThatThrownBy(() -> commands.startRun(DOCUMENT, CHANGE, caller(EVE, null)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.DOCUMENT_NOT_FOUND));
        assertThat(written).isEmpty();
    }

    @Test
    void readsTheTopicOfADocumentThatIsAboutToBeErased() {
        projected(RUN);
        happens(RUN);
        recent.erase(DOCUMENT, SampleRun.START.plus(Duration.ofHours(1)));
        topic.unknown();

        assertThatThrownBy(() -> commands.startRun(DOCUMENT, CHANGE, caller(Caller.LOCAL, null)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.DOCUMENT_NOT_FOUND));
        assertThat(written).isEmpty();
    }

    @Test
    void asksTheProjectionOnceWhileTheRecentEventsGoOn() throws Exception {
        projected(RUN.subList(0, 12));
        happens(RUN.subList(0, 19));
        assertThat(commands.control(DOCUMENT, CANCEL, caller(Caller.LOCAL, null))
                        .after())
                .isEqualTo(18);

        happens(RUN.subList(19, RUN.size()));
        CommandReceipt receipt = commands.startRun(DOCUMENT, CHANGE, caller(Caller.LOCAL, null));

        assertThat(receipt.after()).isEqualTo(RUN.getLast().sequence());
        assertThat(projectionAsked).isOne();
        assertThat(topic.reads()).isZero();
    }

    @Test
    void asksTheProjectionAgainAfterAGap() throws Exception {
        projected(RUN);
        happens(RUN);
        commands.startRun(DOCUMENT, CHANGE, caller(Caller.LOCAL, null));

        recent.clear();
        commands.startRun(DOCUMENT, CHANGE, caller(Caller.LOCAL, null));

        assertThat(projectionAsked).isGreaterThan(1);
        assertThat(topic.reads()).isPositive();
    }

    private ProjectionAnswer projected() {
        projectionAsked++;
        return projection;
    }

    private void happens(List<RecordedEvent> events) {
        topic.append(events);
        relay(events);
    }

    private void relay(List<RecordedEvent> events) {
        events.forEach(event -> recent.add(EventFrame.of(event)));
    }

    private void projected(List<RecordedEvent> events) {
        projection = new ProjectionAnswer.Known(DocumentFold.fold(DOCUMENT, events));
    }

    private static CallerContext caller(Caller caller, @Nullable String key) {
        return new CallerContext(caller, key, Traceparent.random(new Random(1)));
    }
}
