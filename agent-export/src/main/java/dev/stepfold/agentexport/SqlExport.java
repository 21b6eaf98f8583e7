package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Agent;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The agent's SQL for PostgreSQL, as the database step wrote and the validation executed it, below a comment. */
final class SqlExport {
    private SqlExport() {}

    static Export schema(Agent agent) {
        return agent.ddl().isBlank()
                ? new Export.NotExpressible("The agent has no database schema.")
                : new Export.Written(script(agent, agent.ddl()));
    }

    static Export migration(Agent agent) {
        @Nullable String migration = agent.migration();
        if (migration == null) {
            return new Export.NotExpressible("The agent was not made by changing another, so there is no migration.");
        }
        return new Export.Written(
                script(agent, migration.isBlank() ? "-- The schema is the same as before.\n" : migration));
    }

    private static String script(Agent agent, String sql) {
        String preamble = LeftOut.preamble(agent, "SQL").stream()
                .map(line -> "-- " + line + "\n")
                .collect(Collectors.joining());
        return preamble + "\n" + sql.stripTrailing() + "\n";
    }
}
