package dev.stepfold.examples.embedding;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.connection.KafkaConnection;
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
     * @param args the broker's address; if none is given, {@code KAFKA_BOOTSTRAP_SERVERS} and other variables say how to
     *     connect, as for the services
     */
    public static void main(String[] args) throws LogUnavailableException {
        build(args.length == 0 ? KafkaConnection.ofEnvironment(System.getenv()) : KafkaConnection.to(args[0]));
    }

    private static void build(KafkaConnection kafka) throws LogUnavailableException {
        // <example>
        try (AgentBuilder builder = AgentBuilder.connect(kafka)) {
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
