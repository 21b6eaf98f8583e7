package dev.stepfold.gateway;

import dev.stepfold.gateway.access.ReadPermits;
import dev.stepfold.gateway.command.CommandOutcomes;
import dev.stepfold.gateway.command.CommandService;
import dev.stepfold.gateway.document.DocumentLists;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.mcp.AgentReads;
import dev.stepfold.gateway.mcp.McpServer;
import dev.stepfold.gateway.mcp.RunTasks;
import dev.stepfold.gateway.mcp.ToolCalls;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Wires what the Model Context Protocol needs. */
@Factory
final class McpWiring {
    @Singleton
    McpServer mcpServer(
            CommandService commands,
            CommandOutcomes outcomes,
            VisibleDocuments documents,
            DocumentLists lists,
            ReadPermits permits,
            Clock clock) {
        AgentReads reads = new AgentReads(documents, lists, permits);
        ToolCalls tools = new ToolCalls(commands, outcomes, reads);
        return new McpServer(tools, reads, new RunTasks(tools, commands, reads, clock));
    }
}
