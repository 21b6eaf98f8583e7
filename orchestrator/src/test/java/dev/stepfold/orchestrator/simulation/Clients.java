package dev.stepfold.orchestrator.simulation;

import dev.stepfold.documentlog.Records;
import dev.stepfold.orchestrator.simulation.Faults.Kind;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends the commands: some in time, some too early, too late, stale, or twice. */
final class Clients {
    private static final Duration SENT_WITHIN = Duration.ofSeconds(40);
    private static final Duration REPEATED_WITHIN = Duration.ofSeconds(10);
    private static final Duration PAUSED_MAX = Duration.ofSeconds(30);
    private static final List<Duration> DEADLINES = List.of(Duration.ofSeconds(6), Duration.ofSeconds(15));
    private static final int DOCUMENTS_MAX = 4;
    private static final int COMMANDS_MAX = 5;

    private final SimulatedTopics topics;
    private final Scheduler scheduler;
    private final Faults faults;
    private final RandomGenerator random;
    private final List<Command> sent = new ArrayList<>();
    private int numbers;

    Clients(SimulatedTopics topics, Scheduler scheduler, Faults faults, RandomGenerator random) {
        this.topics = topics;
        this.scheduler = scheduler;
        this.faults = faults;
        this.random = random;
    }

    /** Every command, each once. */
    List<Command> sent() {
        return sent;
    }

    void begin() {
        int documents = 1 + random.nextInt(DOCUMENTS_MAX);
        for (int document = 0; document < documents; document++) {
            DocumentId documentId = new DocumentId("doc-" + document);
            List<RunId> runs = new ArrayList<>(List.of(new RunId("run-" + numbers++)));
            within(SENT_WITHIN.dividedBy(4), startRun(documentId, runs.getFirst(), true));
            int commands = random.nextInt(COMMANDS_MAX + 1);
            for (int command = 0; command < commands; command++) {
                within(SENT_WITHIN, anyCommand(documentId, runs));
            }
            if (random.nextBoolean()) {
                pauseAndReturn(documentId);
            }
        }
    }

    /** Somebody pauses a run, resumes it, and returns later in case it has failed. */
    private void pauseAndReturn(DocumentId documentId) {
        Instant now = scheduler.now();
        Instant paused = now.plusNanos(random.nextLong(SENT_WITHIN.dividedBy(2).toNanos()));
        Instant resumed = paused.plusNanos(random.nextLong(PAUSED_MAX.toNanos()));
        at(paused, new Command.Pause(documentId, nextId(), Owner.LOCAL, now, null));
        at(resumed, new Command.Resume(documentId, nextId(), Owner.LOCAL, now, null));
        at(resumed.plus(PAUSED_MAX), new Command.Retry(documentId, nextId(), Owner.LOCAL, now, null));
    }

    private void at(Instant when, Command command) {
        sent.add(command);
        scheduler.at(when, () -> send(command));
    }

    private void within(Duration longest, Command command) {
        sent.add(command);
        scheduler.within(longest, () -> send(command));
    }

    private void send(Command command) {
        ProducerRecord<String, byte[]> record =
                Records.ofCommand(KafkaNames.DEFAULT, command, Traceparent.random(random));
        topics.addCommand(record);
        if (faults.strikes(Kind.COMMAND_TWICE)) {
            scheduler.within(REPEATED_WITHIN, () -> topics.addCommand(record));
        }
        if (faults.strikes(Kind.UNREADABLE_COMMAND)) {
            topics.addCommand(new ProducerRecord<>(
                    KafkaNames.DEFAULT.commands(), command.documentId().value(), "{".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private Command anyCommand(DocumentId documentId, List<RunId> runs) {
        CommandId id = nextId();
        @Nullable RunId run = random.nextBoolean() ? runs.get(random.nextInt(runs.size())) : null;
        Instant now = scheduler.now();
        return switch (random.nextInt(12)) {
            case 0 -> new Command.Cancel(documentId, id, Owner.LOCAL, now, run);
            case 1 -> new Command.Pause(documentId, id, Owner.LOCAL, now, run);
            case 2 -> new Command.Resume(documentId, id, Owner.LOCAL, now, run);
            case 3 -> new Command.Retry(documentId, id, Owner.LOCAL, now, run);
            case 4 -> startRun(documentId, newRun(runs), false);
            case 5 -> startRun(documentId, newRun(runs), true);
            case 6 -> new Command.Erase(documentId, id, Owner.LOCAL, now);
            case 7, 8, 9 -> new Command.Archive(documentId, id, Owner.LOCAL, now);
            default -> {
                StepId step = List.of(StepId.values()).get(random.nextInt(StepId.values().length));
                yield new Command.Restart(documentId, id, Owner.LOCAL, now, run, newRun(runs), step, null);
            }
        };
    }

    private RunId newRun(List<RunId> runs) {
        RunId run = new RunId("run-" + numbers++);
        runs.add(run);
        return run;
    }

    private Command.StartRun startRun(DocumentId documentId, RunId run, boolean newDocument) {
        RetryPolicy policy = new RetryPolicy(
                1 + random.nextInt(3), Duration.ofMillis(200), Deadlines.BACKOFF_MAX, 2, Duration.ofMinutes(1));
        @Nullable Duration deadline = random.nextInt(3) == 0 ? DEADLINES.get(random.nextInt(DEADLINES.size())) : null;
        return new Command.StartRun(
                documentId,
                nextId(),
                Owner.LOCAL,
                scheduler.now(),
                run,
                "Create a shop",
                newDocument,
                null,
                new RunOptions(true, true, deadline, policy, null));
    }

    private CommandId nextId() {
        return new CommandId("command-" + numbers++);
    }
}
