package dev.stepfold.orchestrator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.CommandRejected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One orchestrator at the limits of its active documents and of a mailbox, in simulated time. */
class LimitsTest {
    private final SplittableRandom random = new SplittableRandom(1);
    private final Scheduler scheduler = new Scheduler(random);
    private final SimulatedTopics topics = new SimulatedTopics();
    private final SimulatedGroup group = new SimulatedGroup(random);
    private boolean kafkaIsThere = true;
    private final Faults faults = new Faults(random) {
        @Override
        boolean strikes(Kind kind) {
            return !kafkaIsThere && (kind == Kind.APPEND_UNANSWERED || kind == Kind.READ_UNANSWERED);
        }
    };

    @BeforeEach
    void startAnOrchestrator() {
        new SimulatedOrchestrator(
                "orchestrator-0",
                scheduler,
                topics,
                group,
                new Steps(topics, faults, random),
                faults,
                random,
                () -> {},
                _ -> {});
    }

    private void startMoreDocumentsThanMayBeActive() {
        IntStream.rangeClosed(0, SimulatedOrchestrator.DOCUMENTS_MAX).forEach(number -> send(start(number)));
        until(() -> isStarted(0) && isStarted(SimulatedOrchestrator.DOCUMENTS_MAX - 1));
    }

    @Test
    void aCommandReachesAnActiveDocumentWhileAnotherDocumentWaits() {
        startMoreDocumentsThanMayBeActive();

        send(new Command.Cancel(document(0), new CommandId("cancel"), Owner.LOCAL, scheduler.now(), null));

        until(() -> topics.history(document(0)).getLast().event() instanceof AgentRun.Cancelled);

        assertThat(topics.history(document(1)).getLast().event()).isNotInstanceOf(AgentRun.class);
        assertThat(isStarted(SimulatedOrchestrator.DOCUMENTS_MAX)).isFalse();
    }

    @Test
    void aDocumentThatWaitsBeginsWhenAnotherIsAtRest() {
        startMoreDocumentsThanMayBeActive();

        until(() -> isStarted(SimulatedOrchestrator.DOCUMENTS_MAX));

        assertThat(IntStream.range(0, SimulatedOrchestrator.DOCUMENTS_MAX))
                .anyMatch(number -> topics.history(document(number)).getLast().event() instanceof AgentRun.Completed);
    }

    @Test
    void commandsThatFindTheMailboxFullAreAnsweredLaterInTheirOrder() {
        List<CommandId> sent = new ArrayList<>();
        send(start(0));
        until(() -> isStarted(0));
        kafkaIsThere = false;
        for (int number = 0; number < 200; number++) {
            CommandId id = new CommandId("resume-" + number);
            sent.add(id);
            send(new Command.Resume(document(0), id, Owner.LOCAL, scheduler.now(), null));
        }
        Instant later = scheduler.now().plusSeconds(30);
        until(() -> scheduler.now().isAfter(later));

        kafkaIsThere = true;

        until(() -> answered().size() == sent.size());
        assertThat(answered()).isEqualTo(sent);
    }

    private List<CommandId> answered() {
        return topics.history(document(0)).stream()
                .filter(event -> event.event() instanceof CommandRejected)
                .flatMap(event -> event.event().answeredCommand().stream())
                .toList();
    }

    private void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(scheduler.step()).isTrue();
        }
    }

    private boolean isStarted(int number) {
        return !topics.history(document(number)).isEmpty();
    }

    private void send(Command command) {
        topics.addCommand(Records.ofCommand(KafkaNames.DEFAULT, command, Traceparent.random(random)));
    }

    private Command start(int number) {
        return new Command.StartRun(
                document(number),
                new CommandId("start-" + number),
                Owner.LOCAL,
                scheduler.now(),
                new RunId("run-" + number),
                "Create a shop",
                true,
                null,
                RunOptions.DEFAULT);
    }

    private static DocumentId document(int number) {
        return new DocumentId("doc-" + number);
    }
}
