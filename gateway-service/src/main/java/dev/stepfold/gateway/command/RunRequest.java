package dev.stepfold.gateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/documents} and of a change request.
 *
 * @param request the request in plain words
 * @param documentId the id that the caller wants; null to have one generated
 * @param existingAgent an agent to change that no document holds yet
 * @param options the caller's options
 */
public record RunRequest(
        String request,
        @Nullable DocumentId documentId,
        @Nullable Agent existingAgent,
        RunOptions options) {
    private static final Set<String> OF_NEW_DOCUMENT = Set.of("request", "documentId", "existingAgent", "options");
    private static final Set<String> OF_CHANGE = Set.of("request", "options");
    private static final Set<String> OPTIONS = Set.of(
            "validation", "insights", "deadlineMs", "retryPolicy", "stepRetryPolicies", "generator", "tokenBudget");
    private static final Set<String> RETRY_POLICY =
            Set.of("maxAttempts", "initialBackoffMs", "maxBackoffMs", "backoffFactor", "attemptTimeoutMs");
    private static final Set<String> STEPS =
            Arrays.stream(StepId.values()).map(StepId::wireName).collect(Collectors.toUnmodifiableSet());
    private static final Pattern GENERATOR = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /**
     * Reads the body of {@code POST /api/documents}.
     *
     * @throws ProblemException when anything about it is not as it should be
     */
    public static RunRequest ofNewDocument(byte[] body) {
        JsonBody json = JsonBody.parse(body, OF_NEW_DOCUMENT);
        return new RunRequest(
                json.requiredText("request", Command.REQUEST_LENGTH_MAX),
                json.text("documentId", DocumentId::new).orElse(null),
                json.contract("existingAgent", Agent.class, ProblemCode.INVALID_REQUEST)
                        .orElse(null),
                options(json));
    }

    /**
     * Reads the body of {@code POST /api/documents/{id}/runs}.
     *
     * @throws ProblemException when anything about it is not as it should be
     */
    public static RunRequest ofChange(byte[] body) {
        JsonBody json = JsonBody.parse(body, OF_CHANGE);
        return new RunRequest(json.requiredText("request", Command.REQUEST_LENGTH_MAX), null, null, options(json));
    }

    private static RunOptions options(JsonBody json) {
        json.object("options", ProblemCode.INVALID_OPTION).ifPresent(options -> {
            json.refuseUnknown(options, "options.", OPTIONS, ProblemCode.UNKNOWN_OPTION);
            refuseUnknown(json, "options.retryPolicy.", options.get("retryPolicy"), RETRY_POLICY);
            refuseUnknown(json, "options.stepRetryPolicies.", options.get("stepRetryPolicies"), STEPS);
            options.path("stepRetryPolicies")
                    .properties()
                    .forEach(step -> refuseUnknown(
                            json, "options.stepRetryPolicies." + step.getKey() + ".", step.getValue(), RETRY_POLICY));
        });
        RunOptions options = json.contract("options", RunOptions.class, ProblemCode.INVALID_OPTION)
                .orElse(RunOptions.DEFAULT);
        if (options.generator() != null
                && !GENERATOR.matcher(options.generator()).matches()) {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_OPTION, "options.generator", "Not the name of a generator.");
        }
        return options;
    }

    private static void refuseUnknown(JsonBody json, String path, @Nullable JsonNode found, Set<String> allowed) {
        if (found instanceof ObjectNode object) {
            json.refuseUnknown(object, path, allowed, ProblemCode.UNKNOWN_OPTION);
        }
    }
}
