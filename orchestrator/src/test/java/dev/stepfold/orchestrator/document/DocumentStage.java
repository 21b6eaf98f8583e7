package dev.stepfold.orchestrator.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.tracing.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/** What documents need of the world, in memory: the test says when turns are taken, and what time it is. */
public final class DocumentStage {
    public static final DocumentId DOCUMENT = new DocumentId("doc-1");
    public static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    public static final int PARTITION = 3;

    public final RecordingLogs logs = new RecordingLogs();
    public final RecordingFeed feed = new RecordingFeed();
    public final RecordingTails tails = new RecordingTails();
    public final RecordingEnds ends = new RecordingEnds(logs);
    public final RecordingRunner runner = new RecordingRunner();

    /** That of {@link #DOCUMENT}. */
    public final RecordingLog log = logs.of(DOCUMENT);

    final RecordingArchive archive = new RecordingArchive(log);
    private final Queue<Runnable> turns = new ArrayDeque<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** With turns that are taken when the test says so. */
    public Ports ports() {
        return ports(turns::add, this::now);
    }

    public Ports ports(Executor executor, InstantSource clock) {
        return new Ports(
                logs, archive, ends, feed, tails, runner, executor, clock, new SplittableRandom(1), Tracing.OFF);
    }

    public Instant now() {
        return now;
    }

    /** How many turns wait to be taken. */
    int turnsDue() {
        return turns.size();
    }

    /** How many records a document's topic has. */
    public int size(DocumentId documentId) {
        return logs.of(documentId).records.size();
    }

    public boolean hasTopic(DocumentId documentId) {
        return logs.existing().containsKey(documentId);
    }

    /** Whether the feed has a tombstone of a document. */
    public boolean isToldErased(DocumentId documentId) {
        return feed.tombstones().stream()
                .anyMatch(tombstone -> tombstone.documentId().equals(documentId));
    }

    /** The archive has the log of {@link #DOCUMENT} as it is now. */
    public void archiveTheLog() {
        archive.keep(log.records);
    }

    /** A document's topic loses its end. */
    public void cut(DocumentId documentId, int kept) {
        RecordingLog cut = logs.of(documentId);
        cut.records.subList(kept, cut.records.size()).clear();
    }

    /** Takes the turns that wait, and those that follow from them. */
    public void takeTurns() {
        for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
            turn.run();
        }
    }

    /** Lets time pass, sets off the timers that are due then, and takes the turns that follow. */
    public void advance(Duration time) {
        now = now.plus(time);
        runner.setOff(now);
        takeTurns();
    }

    /** Another writer's record comes before the next append, which loses the race; no reader counts that record. */
    public void loseNextRace() {
        log.duringNextAppend(() -> log.write(new RecordedEvent(
                DOCUMENT, new RunId("run-0"), 7_000, now, new AgentRun.Cancelled(new CommandId("cancel-0")))));
    }

    /** This happens while the next log is stored in the archive. */
    public void duringNextStore(Runnable action) {
        archive.duringNextStore(action);
    }

    /** Sets off all timers, however far off. */
    public void setOffTimers() {
        runner.setOff(Instant.MAX);
    }

    /** How long it is until the next timer goes off. */
    Duration untilNextTimer() {
        return Duration.between(now, runner.timers().getFirst());
    }

    /** What happened to {@link #DOCUMENT}, by the events' names. */
    List<String> history() {
        return log.counted().stream()
                .map(event -> EventType.of(event.event()))
                .map(type -> type.type() + " " + type.status())
                .toList();
    }

    /** Tells that the attempt that was begun last is at work. */
    void progress(String message) {
        RecordingRunner.Begun last = runner.begun().getLast();
        last.outcome().accept(new Input.AttemptProgressed(last.attempt().attempt(), message));
    }

    /** Tells that the attempt that was begun last succeeded. */
    void succeed() {
        RecordingRunner.Begun last = runner.begun().getLast();
        last.outcome()
                .accept(new Input.AttemptSucceeded(
                        last.attempt().attempt(),
                        new StepOutput(JsonNodeFactory.instance.objectNode(), "done", List.of(), "test", null),
                        Duration.ofMillis(5)));
    }

    /** The first command of a document. */
    public static Command start(DocumentId documentId) {
        return start(documentId, RunOptions.DEFAULT);
    }

    static Command start(DocumentId documentId, RunOptions options) {
        return new Command.StartRun(
                documentId,
                new CommandId("start-" + documentId),
                Owner.LOCAL,
                Instant.EPOCH,
                new RunId("run-1"),
                "Create a shop",
                true,
                null,
                options);
    }

    public static Command cancel(DocumentId documentId) {
        return new Command.Cancel(documentId, new CommandId("cancel-" + documentId), Owner.LOCAL, Instant.EPOCH, null);
    }

    static Command pause(DocumentId documentId, String commandId) {
        return new Command.Pause(documentId, new CommandId(commandId), Owner.LOCAL, Instant.EPOCH, null);
    }

    static Command retry(DocumentId documentId, String commandId) {
        return new Command.Retry(documentId, new CommandId(commandId), Owner.LOCAL, Instant.EPOCH, null);
    }

    /** A command that is refused while a run is going on, and answered by an event. */
    public static Command resume(DocumentId documentId, String commandId) {
        return new Command.Resume(documentId, new CommandId(commandId), Owner.LOCAL, Instant.EPOCH, null);
    }

    public static Command archive(DocumentId documentId) {
        return new Command.Archive(documentId, new CommandId("archive-" + documentId), Owner.LOCAL, Instant.EPOCH);
    }

    public static Command erase(DocumentId documentId) {
        return new Command.Erase(documentId, new CommandId("erase-" + documentId), Owner.LOCAL, Instant.EPOCH);
    }

    public static Delivery delivery(Command command, long offset) {
        return new Delivery(command, TRACE, PARTITION, offset, 0);
    }
}
