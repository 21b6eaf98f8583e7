package dev.stepfold.agentexport;

import dev.stepfold.schemas.WireName;
import dev.stepfold.schemas.agent.Agent;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A format in which an agent can be had. Every writer is a function of the agent alone: the same agent gives the same text. What
 * the target has no place for is said in a comment of the text, and what is a name is escaped by the target's rule.
 */
public enum ExportFormat implements WireName {
    JSON("json", "application/json", ".json"),
    SQL("sql", "application/sql", ".sql"),
    MIGRATION("migration", "application/sql", "-migration.sql"),
    PRISMA("prisma", "text/plain;charset=utf-8", ".prisma"),
    OPENAPI("openapi", "application/openapi+json", "-openapi.json"),
    MCP("mcp", "application/json", "-mcp-tools.json"),
    JSON_SCHEMA("json-schema", "application/schema+json", "-schema.json"),
    MERMAID("mermaid", "application/vnd.mermaid", ".mmd"),
    CRON("cron", "text/plain;charset=utf-8", ".crontab"),
    KUBERNETES("kubernetes", "application/yaml", "-cronjobs.yaml"),
    PG_CRON("pg_cron", "application/sql", "-pg-cron.sql"),
    MARKDOWN("markdown", "text/markdown;charset=utf-8", ".md");

    private static final int FILE_NAME_LENGTH_MAX = 60;

    private final String wireName;
    private final String mediaType;
    private final String fileSuffix;

    ExportFormat(String wireName, String mediaType, String fileSuffix) {
        this.wireName = wireName;
        this.mediaType = mediaType;
        this.fileSuffix = fileSuffix;
    }

    /** The stable name, as the parameter {@code format} has it. */
    @Override
    public String wireName() {
        return wireName;
    }

    /** The media type of the text in UTF-8. */
    public String mediaType() {
        return mediaType;
    }

    /**
     * What to save an agent as: its name as far as it is of letters and digits of ASCII, and what tells the format. Two formats
     * give two names.
     */
    public String fileName(Agent agent) {
        String plain = Normalizer.normalize(agent.name(), Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^A-Za-z0-9]+", "-")
                .toLowerCase(Locale.ROOT);
        String name = plain.substring(0, Math.min(plain.length(), FILE_NAME_LENGTH_MAX))
                .replaceAll("^-+|-+$", "");
        return (name.isEmpty() ? "agent" : name) + fileSuffix;
    }

    /** The agent in this format, or why it cannot be. Never throws for an agent that could be made. */
    public Export write(Agent agent) {
        return switch (this) {
            case JSON -> JsonExport.write(agent);
            case SQL -> SqlExport.schema(agent);
            case MIGRATION -> SqlExport.migration(agent);
            case PRISMA -> PrismaExport.write(agent);
            case OPENAPI -> OpenApiExport.write(agent);
            case MCP -> McpTools.write(agent);
            case JSON_SCHEMA -> JsonSchemaExport.write(agent);
            case MERMAID -> MermaidExport.write(agent);
            case CRON -> CrontabExport.write(agent);
            case KUBERNETES -> KubernetesExport.write(agent);
            case PG_CRON -> PgCronExport.write(agent);
            case MARKDOWN -> MarkdownExport.write(agent);
        };
    }

    /** The format of that wire name, if there is one. */
    public static Optional<ExportFormat> find(String wireName) {
        return Arrays.stream(values())
                .filter(format -> format.wireName.equals(wireName))
                .findFirst();
    }

    /** The wire names of all formats. */
    public static List<String> names() {
        return Arrays.stream(values()).map(ExportFormat::wireName).toList();
    }
}
