package dev.stepfold.schemas.random;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.command.Command;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draws one command of every kind. */
public final class RandomCommands {
    private RandomCommands() {}

    public static List<Command> ofEveryKind(RandomValues random) {
        DocumentId document = random.documentId();
        CommandId id = random.commandId();
        Owner owner = random.owner();
        Instant at = random.instant();
        @Nullable RunId run = random.maybe(random::runId);
        return List.of(
                new Command.StartRun(
                        document,
                        id,
                        owner,
                        at,
                        random.runId(),
                        random.words(),
                        random.chance(0.5),
                        random.maybe(random::agent),
                        random.options()),
                new Command.Cancel(document, id, owner, at, run),
                new Command.Pause(document, id, owner, at, run),
                new Command.Resume(document, id, owner, at, run),
                new Command.Retry(document, id, owner, at, run),
                new Command.Restart(
                        document, id, owner, at, run, random.runId(), random.step(), random.maybe(random::object)),
                new Command.Archive(document, id, owner, at),
                new Command.Erase(document, id, owner, at));
    }
}
