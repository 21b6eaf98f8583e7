package dev.stepfold.orchestrator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.Chain;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.state.CommandRefusal;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Checks what must be true when everything is at rest, whatever faults occurred before. */
final class Verdict {
    private final SimulatedTopics topics;
    private final List<Command> sent;
    private Deadlines.Count deadlines = new Deadlines.Count(0, 0);

    Verdict(SimulatedTopics topics, List<Command> sent) {
        this.topics = topics;
        this.sent = sent;
    }

    /** What came of the deadlines in the logs that were checked. */
    Deadlines.Count deadlines() {
        return deadlines;
    }

    /** Checks all documents; returns how many events they have. */
    int check() {
        Set<DocumentId> documents = new HashSet<>();
        sent.forEach(command -> documents.add(command.documentId()));
        return documents.stream().mapToInt(this::check).sum();
    }

    private int check(DocumentId documentId) {
        List<EncodedEvent> records = topics.kept(documentId);
        List<RecordedEvent> history = records.stream().map(EncodedEvent::event).toList();
        DocumentState replayed = DocumentFold.fold(documentId, history);
        List<Command> commands = topics.commandsOf(documentId);

        if (topics.hadLosses()) {
            return checkHealed(documentId, records, commands);
        }
        assertThat(topics.creations(documentId))
                .as("%s was created as often as a start found no document", documentId)
                .isEqualTo(madeCount(commands));
        assertThat(topics.projected(documentId))
                .as("the projection of %s is its log, replayed", documentId)
                .isEqualTo(replayed);
        if (isErased(commands)) {
            assertThat(topics.identityOf(documentId))
                    .as("the topic of %s", documentId)
                    .isEmpty();
            assertThat(topics.archivedRecords(documentId))
                    .as("the archived log of %s", documentId)
                    .isEmpty();
            return 0;
        }
        assertThat(replayed.status().isAtRest())
                .as("%s is at rest: %s", documentId, replayed.status())
                .isTrue();
        if (history.getLast().event() instanceof DocumentArchive.Archived) {
            assertThat(topics.history(documentId))
                    .as("events that the topic of %s still holds although it is archived", documentId)
                    .isEmpty();
        }
        checkChain(documentId, records);
        checkAnswers(documentId, history, commands);
        checkRuns(history);
        checkOffers(documentId, history);
        deadlines = deadlines.plus(Deadlines.check(history));
        if (replayed.status() == RunStatus.COMPLETED) {
            assertThat(StepId.values())
                    .allMatch(step -> replayed.progressOf(step).isDone());
        }
        return history.size();
    }

    /**
     * What must be true although Kafka has lost records, commands and commits. A document may have been created more often
     * than its commands say: a command can be lost after it was carried out, and be carried out again after its commit was
     * lost. A projection that ends elsewhere than the log reads the log. A start can only be left without an answer if a power cut took the answer from the log and the feed and left
     * the commit.
     */
    private int checkHealed(DocumentId documentId, List<EncodedEvent> records, List<Command> commands) {
        List<RecordedEvent> history = records.stream().map(EncodedEvent::event).toList();
        DocumentState replayed = DocumentFold.fold(documentId, history);
        if (isErased(commands) && !topics.lostErasure(documentId) && !topics.lostStart(documentId)) {
            assertThat(records).as("events of %s, which is erased", documentId).isEmpty();
            assertThat(topics.forwardedSinceErasure(documentId))
                    .as("events of %s in the feed behind its tombstone", documentId)
                    .isEmpty();
        }
        if (records.isEmpty()) {
            assertThat(topics.identityOf(documentId))
                    .as("the topic of %s, of which nothing is left", documentId)
                    .isEmpty();
            return 0;
        }
        assertThat(replayed.status().isAtRest())
                .as("%s is at rest: %s", documentId, replayed.status())
                .isTrue();
        checkLinks(documentId, records);
        checkFeedAgrees(documentId, records);
        topics.projectedByChain(documentId)
                .filter(projected -> projected.sequence() == replayed.sequence())
                .ifPresent(projected -> assertThat(projected)
                        .as("the projection of %s, which nothing sends to the log, is its log, replayed", documentId)
                        .isEqualTo(replayed));
        checkAnswers(documentId, history, topics.hadPowerCut() ? List.of() : commands);
        checkRuns(history);
        checkOffers(documentId, history);
        return history.size();
    }

    /**
     * The feed has every event of the log, with the same link, and none behind the log. It may also have events that a
     * process forwarded late which the log had lost meanwhile: the chain tells them from the others.
     */
    private void checkFeedAgrees(DocumentId documentId, List<EncodedEvent> records) {
        List<EncodedEvent> forwarded = topics.forwardedSinceErasure(documentId);
        Map<RecordedEvent, Set<Optional<ChainHash>>> links = new HashMap<>();
        forwarded.forEach(record ->
                links.computeIfAbsent(record.event(), _ -> new HashSet<>()).add(record.previous()));
        for (EncodedEvent record : records) {
            assertThat(links.getOrDefault(record.event(), Set.of()))
                    .as("the links of %s in the feed", record.event())
                    .contains(record.previous());
        }
        if (topics.lostErasure(documentId)) {
            // Nothing may be left of the erasure: the feed then has events of two lives of the document.
            return;
        }
        assertThat(forwarded)
                .as("events of %s in the feed", documentId)
                .allMatch(record ->
                        record.event().sequence() <= records.getLast().event().sequence());
    }

    /** Every event proves all that was before it, and is forwarded with the same proof. */
    private void checkChain(DocumentId documentId, List<EncodedEvent> records) {
        checkLinks(documentId, records);
        Map<RecordedEvent, EncodedEvent> kept = new HashMap<>();
        records.forEach(record -> kept.put(record.event(), record));
        for (EncodedEvent forwarded : topics.forwarded(documentId)) {
            EncodedEvent record = kept.getOrDefault(forwarded.event(), forwarded);
            assertThat(forwarded.previous())
                    .as("the link of %s in the feed", forwarded.event())
                    .isEqualTo(record.previous());
        }
    }

    private static void checkLinks(DocumentId documentId, List<EncodedEvent> records) {
        assertThat(records)
                .as("links of %s", documentId)
                .allMatch(record -> record.previous().isPresent());
        assertThat(Chain.START.then(records).brokenAt())
                .as("where the chain of %s is broken", documentId)
                .isEmpty();
    }

    private void checkAnswers(DocumentId documentId, List<RecordedEvent> history, List<Command> commands) {
        Map<CommandId, Integer> answers = new HashMap<>();
        history.forEach(
                event -> event.event().answeredCommand().ifPresent(command -> answers.merge(command, 1, Integer::sum)));
        assertThat(answers.values())
                .as("answers to each command of %s", documentId)
                .containsOnly(1);
        commands.stream()
                .skip(lastErasure(commands) + 1L)
                .filter(Verdict::makesDocument)
                .forEach(start -> assertThat(answers).containsKey(start.commandId()));
    }

    /** What an error offers would be accepted. */
    private static void checkOffers(DocumentId documentId, List<RecordedEvent> history) {
        DocumentState state = DocumentState.initial(documentId);
        for (RecordedEvent event : history) {
            state = DocumentFold.apply(state, event);
            RunError error = state.error();
            if (error == null) {
                continue;
            }
            for (String action : error.actions()) {
                assertThat(CommandRefusal.of(state, command(action, documentId, error)))
                        .as("%s after %s", action, event)
                        .isEmpty();
            }
        }
    }

    private static Command command(String action, DocumentId documentId, RunError error) {
        CommandId id = new CommandId("offered");
        return switch (action) {
            case "retry" -> new Command.Retry(documentId, id, Owner.LOCAL, Instant.EPOCH, null);
            case "restart" ->
                new Command.Restart(
                        documentId,
                        id,
                        Owner.LOCAL,
                        Instant.EPOCH,
                        null,
                        new RunId("offered"),
                        Objects.requireNonNull(error.step()),
                        null);
            default -> throw new AssertionError("an action that no command stands for: " + action);
        };
    }

    /** How often a document must have been created, by the commands in their order. */
    private static int madeCount(List<Command> commands) {
        int count = 0;
        boolean exists = false;
        for (Command command : commands) {
            if (makesDocument(command)) {
                count += exists ? 0 : 1;
                exists = true;
            } else if (command instanceof Command.Erase) {
                exists = false;
            }
        }
        return count;
    }

    private static boolean isErased(List<Command> commands) {
        return commands.stream().skip(lastErasure(commands) + 1L).noneMatch(Verdict::makesDocument);
    }

    /** The index of the last erasure; -1 for none. */
    private static int lastErasure(List<Command> commands) {
        int last = -1;
        for (int i = 0; i < commands.size(); i++) {
            last = commands.get(i) instanceof Command.Erase ? i : last;
        }
        return last;
    }

    private static boolean makesDocument(Command command) {
        return command instanceof Command.StartRun start && start.newDocument();
    }

    private static void checkRuns(List<RecordedEvent> history) {
        Map<RunId, Set<StepId>> completed = new HashMap<>();
        Set<RunId> over = new HashSet<>();
        for (RecordedEvent recorded : history) {
            RunId run = recorded.runId();
            switch (recorded.event()) {
                case AgentStep.Complete complete ->
                    assertThat(completed
                                    .computeIfAbsent(run, _ -> new HashSet<>())
                                    .add(complete.step()))
                            .as("%s of %s is completed once", complete.step(), run)
                            .isTrue();
                case AgentRun.Completed _, AgentRun.Cancelled _ ->
                    assertThat(over.add(run)).as("%s ends once", run).isTrue();
                case AgentStep _, StepResult _ ->
                    assertThat(over).as("nothing happens in a run that is over").doesNotContain(run);
                default -> {}
            }
        }
    }
}
