package dev.stepfold.agentexport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import dev.stepfold.schemas.agent.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The whole agent for a reader, in GitHub Flavored Markdown, with its diagram and its SQL. */
final class MarkdownExport {
    private final StringBuilder text = new StringBuilder();

    private MarkdownExport() {}

    static Export write(Agent agent) {
        MarkdownExport export = new MarkdownExport();
        export.agent(agent);
        return new Export.Written(export.text.toString());
    }

    private void agent(Agent agent) {
        text.append(("# " + MarkdownText.words(agent.name())).strip()).append('\n');
        paragraph(agent.description());
        if (!agent.models().isEmpty()) {
            heading(2, "Models");
            if (MermaidExport.write(agent) instanceof Export.Written(String diagram)) {
                text.append('\n').append(MarkdownText.block("mermaid", diagram));
            }
            agent.models().forEach(this::model);
        }
        if (!agent.enums().isEmpty()) {
            heading(2, "Enums");
            table("enum", "values");
            for (EnumType type : agent.enums()) {
                row(MarkdownText.code(type.name()), codes(type.values()));
            }
        }
        if (!agent.actions().isEmpty()) {
            heading(2, "Actions");
            agent.actions().forEach(this::action);
        }
        if (!agent.schedules().isEmpty()) {
            heading(2, "Schedules");
            table("schedule", "cron", "time zone", "action", "purpose");
            for (Schedule schedule : agent.schedules()) {
                row(
                        MarkdownText.code(schedule.name()),
                        MarkdownText.code(schedule.cron()),
                        MarkdownText.words(schedule.timeZone()),
                        MarkdownText.code(schedule.action()),
                        MarkdownText.words(schedule.purpose()));
            }
        }
        sql("SQL", agent.ddl());
        @Nullable String migration = agent.migration();
        sql("Migration", migration == null ? "" : migration);
    }

    private void model(Model model) {
        heading(3, MarkdownText.code(model.name()));
        if (!model.fields().isEmpty()) {
            table("field", "type", "required", "unique", "default", "points to");
        }
        for (Field field : model.fields()) {
            Field.@Nullable Reference target = field.references();
            @Nullable JsonNode value = field.defaultValue();
            row(
                    MarkdownText.code(field.name()),
                    MarkdownText.code(field.type()),
                    field.required() ? "yes" : "",
                    field.unique() ? "yes" : "",
                    value == null ? "" : MarkdownText.code(value.toString()),
                    target == null ? "" : MarkdownText.code(target.model() + "." + target.field()));
        }
        if (!model.relations().isEmpty()) {
            table("relation", "cardinality", "model");
        }
        for (Relation relation : model.relations()) {
            row(
                    MarkdownText.code(relation.name()),
                    relation.cardinality().wireName(),
                    MarkdownText.code(relation.model()));
        }
    }

    private void action(Action action) {
        heading(3, MarkdownText.code(action.name()));
        paragraph(action.purpose());
        text.append('\n');
        if (!action.reads().isEmpty()) {
            text.append("- reads ").append(codes(action.reads())).append('\n');
        }
        if (!action.writes().isEmpty()) {
            text.append("- writes ").append(codes(action.writes())).append('\n');
        }
        text.append("- trigger ").append(MarkdownText.code(action.trigger())).append('\n');
        text.append("- complexity ").append(action.complexity().wireName()).append('\n');
        schema("Input", action.input());
        schema("Output", action.output());
    }

    private void schema(String title, ObjectNode schema) {
        text.append('\n').append(title).append(":\n\n").append(MarkdownText.block("json", schema.toPrettyString()));
    }

    private void sql(String title, String sql) {
        if (!sql.isBlank()) {
            heading(2, title);
            text.append('\n').append(MarkdownText.block("sql", sql));
        }
    }

    private void heading(int level, String title) {
        text.append('\n').append(("#".repeat(level) + " " + title).strip()).append('\n');
    }

    private void paragraph(String said) {
        String words = MarkdownText.words(said);
        if (!words.isEmpty()) {
            text.append('\n').append(words).append('\n');
        }
    }

    private void table(String... columns) {
        List<String> rules = new ArrayList<>();
        for (String _ : columns) {
            rules.add("---");
        }
        text.append('\n').append(MarkdownText.row(List.of(columns))).append(MarkdownText.row(rules));
    }

    private void row(String... cells) {
        text.append(MarkdownText.row(List.of(cells)));
    }

    private static String codes(List<String> names) {
        return names.stream().map(MarkdownText::code).collect(Collectors.joining(", "));
    }
}
