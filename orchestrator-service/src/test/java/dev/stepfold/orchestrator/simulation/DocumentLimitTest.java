package dev.stepfold.orchestrator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One orchestrator at its limit of active documents, in simulated time and without faults. */
class DocumentLimitTest {
    private final SplittableRandom random = new SplittableRandom(1);
    private final Scheduler scheduler = new Scheduler(random);
    private final SimulatedTopics topics = new SimulatedTopics();
    private final Faults faults = new Faults(random);

    @BeforeEach
    void startMoreDocumentsThanMayBeActive() {
        faults.end();
        new SimulatedOrchestrator(
                "orchestrator-0",
                scheduler,
                topics,
                new SimulatedGroup(random),
                new Steps(topics, faults, random),
                faults,
                random,
                () -> {});
        IntStream.rangeClosed(0, SimulatedOrchestrator.DOCUMENTS_MAX).forEach(number -> send(start(number)));
        until(() -> isStarted(0) && isStarted(SimulatedOrchestrator.DOCUMENTS_MAX - 1));
    }

    @Test
    void aCommandReachesAnActiveDocumentWhileAnotherDocumentWaits() {
        send(new Command.Cancel(document(0), new CommandId("cancel"), Owner.LOCAL, scheduler.now(), null));

        until(() -> topics.history(document(0)).getLast().event() instanceof AgentRun.Cancelled);

        assertThat(topics.history(document(1)).getLast().event()).isNotInstanceOf(AgentRun.class);
        assertThat(isStarted(SimulatedOrchestrator.DOCUMENTS_MAX)).isFalse();
    }

    @Test
    void aDocumentThatWaitsBeginsWhenAnotherIsAtRest() {
        until(() -> isStarted(SimulatedOrchestrator.DOCUMENTS_MAX));

        assertThat(IntStream.range(0, SimulatedOrchestrator.DOCUMENTS_MAX))
                .anyMatch(number -> topics.history(document(number)).getLast().event() instanceof AgentRun.Completed);
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
        topics.addCommand(Records.ofCommand(command, Traceparent.random(random)));
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
