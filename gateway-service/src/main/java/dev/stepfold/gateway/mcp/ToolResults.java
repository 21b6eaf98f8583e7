package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.state.RunStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tools answer. Errors of a tool are results, so that a model sees them and can act on them. */
final class ToolResults {
    /** The members of a document's state that a model can use; the others are in the resource. */
    private static final List<String> OF_STATE = List.of(
            "documentId",
            "runId",
            "status",
            "request",
            "currentStep",
            "stepProgress",
            "stepMessages",
            "agent",
            "error",
            "quality",
            "validation",
            "insights",
            "sequence");

    /** What is said of a command that was accepted, if nothing more is known. */
    static final String ACCEPTED = "The command is accepted and will be carried out. get_agent tells how far it is.";

    private ToolResults() {}

    /** The members of a state that a tool reports; null ones are left out. */
    static ObjectNode report(JsonNode state) {
        ObjectNode report = ContractMapper.mapper().createObjectNode();
        for (String name : OF_STATE) {
            JsonNode value = state.path(name);
            if (!value.isMissingNode() && !value.isNull()) {
                report.set(name, value);
            }
        }
        return report;
    }

    /** A structured result, which is also given as text to clients that know only that. */
    static ObjectNode of(ObjectNode structured) {
        ObjectNode result = ContractMapper.mapper().createObjectNode();
        result.putArray("content").add(textBlock(structured.toString()));
        return result.put("isError", false).set("structuredContent", structured);
    }

    /** A report of a document, with a link to the whole state. A run that failed is an error. */
    static ObjectNode ofReport(ObjectNode report) {
        ObjectNode result = of(report);
        DocumentId documentId = new DocumentId(report.path("documentId").asText());
        result.withArray("content")
                .addObject()
                .put("type", "resource_link")
                .put("uri", AgentResources.uri(documentId))
                .put("name", documentId.value())
                .put("mimeType", "application/json");
        boolean failed = report.path("status").asText().equals(RunStatus.FAILED.wireName());
        return result.put("isError", failed);
    }

    /**
     * A command that was accepted, and whose run cannot be told about now. No error: a model that tries again would ask twice.
     *
     * @param runId its run; null if it concerns the document's current one
     */
    static ObjectNode accepted(DocumentId documentId, @Nullable RunId runId, long sequence) {
        ObjectNode report = ContractMapper.mapper().createObjectNode().put("documentId", documentId.value());
        if (runId != null) {
            report.put("runId", runId.value());
        }
        report.put("status", RunStatus.PENDING.wireName()).put("sequence", sequence);
        ObjectNode result = ofReport(report);
        result.withArray("content").add(textBlock(ACCEPTED));
        return result;
    }

    /** A problem: its stable code and what is wrong. */
    static ObjectNode error(ProblemException problem) {
        return error(text(problem));
    }

    static ObjectNode error(String text) {
        ObjectNode result = ContractMapper.mapper().createObjectNode();
        result.putArray("content").add(textBlock(text));
        return result.put("isError", true);
    }

    /** {@code code: detail}, with the field and the time to wait if there are any. */
    static String text(ProblemException problem) {
        StringBuilder text = new StringBuilder(problem.code().code()).append(": ");
        problem.field().ifPresent(field -> text.append(field).append(": "));
        text.append(problem.detail());
        problem.retryAfter()
                .ifPresent(wait -> text.append(" Retry after ")
                        .append(wait.plusMillis(999).toSeconds())
                        .append(" s."));
        return text.toString();
    }

    private static ObjectNode textBlock(String text) {
        return ContractMapper.mapper().createObjectNode().put("type", "text").put("text", text);
    }
}
