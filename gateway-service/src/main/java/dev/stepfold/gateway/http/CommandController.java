package dev.stepfold.gateway.http;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.command.CommandDesk;
import dev.stepfold.gateway.command.ControlRequest;
import dev.stepfold.gateway.command.RunRequest;
import dev.stepfold.gateway.command.Taken;
import dev.stepfold.gateway.document.Accepted;
import dev.stepfold.schemas.codec.ContractMapper;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * The calls that ask for something to be done: each is answered 202 once its command is durable in Kafka.
 */
@Controller("/api/documents")
@ExecuteOn(TaskExecutors.BLOCKING)
final class CommandController {
    private static final byte[] NOTHING = new byte[0];

    private final CommandDesk desk;

    CommandController(CommandDesk desk) {
        this.desk = desk;
    }

    @Post
    HttpResponse<byte[]> start(HttpRequest<byte[]> request) throws LogUnavailableException {
        return accepted(desk.startDocument(RunRequest.ofNewDocument(body(request)), Requests.caller(request)));
    }

    @Post(Requests.ID + "/runs")
    HttpResponse<byte[]> change(HttpRequest<byte[]> request, String id) throws LogUnavailableException {
        return accepted(
                desk.startRun(Requests.documentId(id), RunRequest.ofChange(body(request)), Requests.caller(request)));
    }

    @Post(Requests.ID + "/cancel")
    HttpResponse<byte[]> cancel(HttpRequest<byte[]> request, String id) throws LogUnavailableException {
        return control(request, id, new ControlRequest.Cancel(ControlRequest.runIdOnly(body(request))));
    }

    @Post(Requests.ID + "/pause")
    HttpResponse<byte[]> pause(HttpRequest<byte[]> request, String id) throws LogUnavailableException {
        return control(request, id, new ControlRequest.Pause(ControlRequest.runIdOnly(body(request))));
    }

    @Post(Requests.ID + "/resume")
    HttpResponse<byte[]> resume(HttpRequest<byte[]> request, String id) throws LogUnavailableException {
        return control(request, id, new ControlRequest.Resume(ControlRequest.runIdOnly(body(request))));
    }

    @Post(Requests.ID + "/retry")
    HttpResponse<byte[]> retry(HttpRequest<byte[]> request, String id) throws LogUnavailableException {
        return control(request, id, new ControlRequest.Retry(ControlRequest.runIdOnly(body(request))));
    }

    @Post(Requests.ID + "/restart")
    HttpResponse<byte[]> restart(HttpRequest<byte[]> request, String id) throws LogUnavailableException {
        return control(request, id, ControlRequest.restart(body(request)));
    }

    private HttpResponse<byte[]> control(HttpRequest<byte[]> request, String id, ControlRequest control)
            throws LogUnavailableException {
        return accepted(desk.control(Requests.documentId(id), control, Requests.caller(request)));
    }

    private static byte[] body(HttpRequest<byte[]> request) {
        return request.getBody().orElse(NOTHING);
    }

    private static HttpResponse<byte[]> accepted(Taken taken) {
        Accepted accepted = taken.accepted();
        return HttpResponse.<byte[]>status(HttpStatus.ACCEPTED)
                .headers(headers -> headers.location(URI.create("/api/documents/" + accepted.documentId())))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(ContractMapper.mapper().valueToTree(accepted).toString().getBytes(StandardCharsets.UTF_8));
    }
}
