package dev.stepfold.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.command.CommandOutcomes;
import dev.stepfold.gateway.command.CommandReceipt;
import dev.stepfold.gateway.command.CommandService;
import dev.stepfold.gateway.command.ControlRequest;
import dev.stepfold.gateway.command.RunRequest;
import dev.stepfold.gateway.document.AcceptedCommand;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.state.HistoryEvent;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The calls that issue commands. Each is answered 202 once its command is durable in Kafka, or with the outcome of the
 * command if the caller prefers to wait for it (RFC 7240).
 */
@Controller("/api/documents")
@ExecuteOn(TaskExecutors.BLOCKING)
final class CommandController {
    private static final byte[] NOTHING = new byte[0];

    private final CommandService commands;
    private final CommandOutcomes outcomes;

    CommandController(CommandService commands, CommandOutcomes outcomes) {
        this.commands = commands;
        this.outcomes = outcomes;
    }

    @Post
    @CommandCall
    @Operation(operationId = "startDocument", summary = "Request a new agent")
    @RequestBody(ref = "#/components/requestBodies/NewDocument")
    HttpResponse<byte[]> start(HttpRequest<byte[]> request) throws LogUnavailableException {
        return answer(
                request, commands.startDocument(RunRequest.ofNewDocument(body(request)), Requests.caller(request)));
    }

    @Post(Requests.ID + "/runs")
    @CommandCall
    @Operation(operationId = "startRun", summary = "Request a change of the agent")
    @RequestBody(ref = "#/components/requestBodies/Change")
    HttpResponse<byte[]> change(HttpRequest<byte[]> request, @PathId String id) throws LogUnavailableException {
        return answer(
                request,
                commands.startRun(
                        Requests.documentId(id), RunRequest.ofChange(body(request)), Requests.caller(request)));
    }

    @Post(Requests.ID + "/cancel")
    @CommandCall
    @Operation(operationId = "cancelRun", summary = "End the run now")
    @RequestBody(ref = "#/components/requestBodies/Control")
    HttpResponse<byte[]> cancel(HttpRequest<byte[]> request, @PathId String id) throws LogUnavailableException {
        return control(request, id, new ControlRequest.Cancel(ControlRequest.runIdOnly(body(request))));
    }

    @Post(Requests.ID + "/pause")
    @CommandCall
    @Operation(operationId = "pauseRun", summary = "Pause after the step in progress")
    @RequestBody(ref = "#/components/requestBodies/Control")
    HttpResponse<byte[]> pause(HttpRequest<byte[]> request, @PathId String id) throws LogUnavailableException {
        return control(request, id, new ControlRequest.Pause(ControlRequest.runIdOnly(body(request))));
    }

    @Post(Requests.ID + "/resume")
    @CommandCall
    @Operation(operationId = "resumeRun", summary = "Continue a paused run")
    @RequestBody(ref = "#/components/requestBodies/Control")
    HttpResponse<byte[]> resume(HttpRequest<byte[]> request, @PathId String id) throws LogUnavailableException {
        return control(request, id, new ControlRequest.Resume(ControlRequest.runIdOnly(body(request))));
    }

    @Post(Requests.ID + "/retry")
    @CommandCall
    @Operation(operationId = "retryRun", summary = "Continue a failed run from the step that failed")
    @RequestBody(ref = "#/components/requestBodies/Control")
    HttpResponse<byte[]> retry(HttpRequest<byte[]> request, @PathId String id) throws LogUnavailableException {
        return control(request, id, new ControlRequest.Retry(ControlRequest.runIdOnly(body(request))));
    }

    @Post(Requests.ID + "/restart")
    @CommandCall
    @Operation(operationId = "restartRun", summary = "Run a step and those after it again, in a new run")
    @RequestBody(ref = "#/components/requestBodies/Restart")
    HttpResponse<byte[]> restart(HttpRequest<byte[]> request, @PathId String id) throws LogUnavailableException {
        return control(request, id, ControlRequest.restart(body(request)));
    }

    /** There is no outcome to report; a caller that prefers to wait is answered once the document is gone. */
    @Delete(Requests.ID)
    @CommandCall
    @Operation(
            operationId = "eraseDocument",
            summary = "Erase the document and everything stored about it",
            description =
                    "An active run ends. The topic, the archive and the state are deleted; watchers are told in-band. "
                            + "If the caller prefers to wait, 202 comes once the document is gone.")
    HttpResponse<byte[]> erase(HttpRequest<byte[]> request, @PathId String id) throws LogUnavailableException {
        return answer(request, commands.erase(Requests.documentId(id), Requests.caller(request)));
    }

    private HttpResponse<byte[]> control(HttpRequest<byte[]> request, String id, ControlRequest control)
            throws LogUnavailableException {
        return answer(request, commands.control(Requests.documentId(id), control, Requests.caller(request)));
    }

    private static byte[] body(HttpRequest<byte[]> request) {
        return request.getBody().orElse(NOTHING);
    }

    /** The acceptance or, if the caller prefers to wait and it comes in time, the outcome. */
    private HttpResponse<byte[]> answer(HttpRequest<?> request, CommandReceipt receipt) {
        Duration wait = Requests.preferredWait(request);
        Optional<HistoryEvent> outcome = wait.isZero()
                ? Optional.empty()
                : outcomes.await(Callers.of(request).owner(), receipt, wait);
        return outcome.map(event ->
                        outcome(receipt.accepted(), event).header("Preference-Applied", "wait=" + wait.toSeconds()))
                .orElseGet(() -> json(HttpStatus.ACCEPTED, receipt.accepted(), tree(receipt.accepted())));
    }

    private static MutableHttpResponse<byte[]> outcome(AcceptedCommand accepted, HistoryEvent event) {
        Optional<ProblemException> refusal = CommandOutcomes.refusal(event);
        if (refusal.isPresent()) {
            return Problems.response(refusal.get());
        }
        ObjectNode applied = tree(accepted)
                .put("runId", event.runId().value())
                .put("outcome", "applied")
                .put("sequence", event.sequence());
        return json(HttpStatus.OK, accepted, applied);
    }

    private static ObjectNode tree(AcceptedCommand accepted) {
        return ContractMapper.mapper().<ObjectNode>valueToTree(accepted).without("owner");
    }

    private static MutableHttpResponse<byte[]> json(HttpStatus status, AcceptedCommand accepted, ObjectNode body) {
        return HttpResponse.<byte[]>status(status)
                .headers(headers -> headers.location(URI.create("/api/documents/" + accepted.documentId())))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(body.toString().getBytes(StandardCharsets.UTF_8));
    }
}
