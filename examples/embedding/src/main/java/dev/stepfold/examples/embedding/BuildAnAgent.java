package dev.stepfold.examples.embedding;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.embedding.AgentBuilder;
import dev.stepfold.orchestrator.embedding.StartedRun;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.state.DocumentState;

/** Builds an agent as a member of the orchestrators' group, and prints every transition. */
public final class BuildAnAgent {
    private BuildAnAgent() {}

    /**
     * Builds one agent.
     *
     * @param args the broker's address; {@code localhost:9092} if none is given
     */
    public static void main(String[] args) throws LogUnavailableException {
        build(args.length == 0 ? "localhost:9092" : args[0]);
    }

    private static void build(String bootstrapServers) throws LogUnavailableException {
        // <example>
        try (AgentBuilder builder = AgentBuilder.connect(bootstrapServers)) {
            StartedRun run = builder.start(
                    "Create a task management system",
                    RunOptions.DEFAULT,
                    (step, status, message) -> System.out.println(step + " " + status.wireName() + ": " + message));
            DocumentState state = run.atRest().join();
            System.out.println(state.status().wireName() + ": " + run.documentId());
        }
        // </example>
    }
}
