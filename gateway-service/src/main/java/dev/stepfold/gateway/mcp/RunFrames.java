package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.command.CommandOutcomes;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.SseEncoder;
import dev.stepfold.gateway.stream.StreamFormat;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.state.HistoryEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of a request that is answered when a run comes to rest: a notification of progress for each event that a person
 * can read, if the client asked for it, and then the answer. Each has the id by which any gateway goes on after it.
 *
 * <pre>
 *   opening        an event without data, so that a client that is cut at once can resume, too
 *   event          notifications/progress, if it says something; progress counts the events of the document
 *   refusal        the answer: the tool's error
 *   end of the run the answer
 *   erased, reset  the answer: the tool's error
 *   other end      retry, and no answer: the client connects again with the id that it has
 * </pre>
 *
 * <p>Rules of the client ({@code @modelcontextprotocol/sdk} 1.32): it connects again after each end without a result, also
 * after an error of JSON-RPC, so that the answer is always a result; it connects without an id if a resumed stream ends before
 * its first event with an id, and waits for ever.
 */
final class RunFrames implements StreamFormat {
    private static final Logger LOG = LoggerFactory.getLogger(RunFrames.class);
    private static final byte[] NOTHING = new byte[0];

    private final boolean primes;
    private final Duration retry;
    private final Answers answers;
    private Following following;
    private long at;
    private boolean over;

    /** The answer to a request whose run is at rest. */
    interface Answers {
        /**
         * Reads the result.
         *
         * @param sequence the event that ended the run
         * @throws LogUnavailableException when it cannot be read now
         */
        ObjectNode atRest(Following following, long sequence) throws LogUnavailableException;
    }

    /**
     * @param from where the stream begins
     * @param primes whether the client understands an event without data: from protocol 2025-11-25 on
     * @param retry how long a client waits whose stream ends without an answer
     */
    RunFrames(Following.Place from, boolean primes, Duration retry, Answers answers) {
        this.following = from.following();
        this.at = from.sequence();
        this.primes = primes;
        this.retry = retry;
        this.answers = answers;
    }

    @Override
    public byte[] opening() {
        return primes ? bytes("id: " + following.eventId(at) + "\ndata: \n\n") : SseEncoder.comment("begins");
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public byte[] write(Next next) {
        if (over) {
            return NOTHING;
        }
        return switch (next) {
            case Next.Event(EventFrame frame) -> event(frame);
            case Next.Heartbeat _ -> SseEncoder.comment("heartbeat");
            case Next.Reset(var reason) -> answer(ToolResults.error(reason.code() + ": " + reason.message()));
            // Progress may not be left out. The client comes back, and reads it from the log.
            case Next.Snapshot _, Next.Expired _, Next.End _ -> unanswered();
        };
    }

    private byte[] event(EventFrame frame) {
        RecordedEvent recorded;
        try {
            recorded = frame.event();
        } catch (UnreadableException e) {
            LOG.warn(
                    "event skipped documentId={} sequence={} reason={}",
                    frame.documentId(),
                    frame.sequence(),
                    e.reason().code());
            return NOTHING;
        }
        at = recorded.sequence();
        DocumentEvent event = recorded.event();
        if (event.answeredCommand().filter(this::isAwaited).isPresent()) {
            following = following.answered();
            if (event instanceof CommandRejected) {
                ProblemException refusal =
                        CommandOutcomes.refusal(HistoryEvent.of(recorded)).orElseThrow();
                return answer(ToolResults.error(refusal));
            }
        }
        if (!following.concerns(recorded.runId())) {
            return NOTHING;
        }
        if (following.commandId() == null && isEnd(event)) {
            return atRest();
        }
        return following.progressToken().isMissingNode()
                ? NOTHING
                : text(event).map(this::progress).orElse(NOTHING);
    }

    private boolean isAwaited(Object command) {
        return command.equals(following.commandId());
    }

    private boolean isEnd(DocumentEvent event) {
        return switch (event) {
            case AgentRun.Completed _, AgentRun.Failed _, AgentRun.Cancelled _ -> true;
            case AgentRun.Paused _ -> !following.task();
            case AgentRun.Started _,
                    AgentRun.Resumed _,
                    AgentRun.Restarted _,
                    AgentStep _,
                    StepResult _,
                    AgentData _,
                    CommandRejected _,
                    DocumentArchive _ -> false;
        };
    }

    /** What an event says to a person; empty if nothing. */
    private static Optional<String> text(DocumentEvent event) {
        return switch (event) {
            case AgentStep step -> Optional.of(step.message());
            case StepResult result -> Optional.of(result.summary());
            case AgentRun.Started _ -> Optional.of("The run begins");
            case AgentRun.Restarted restarted ->
                Optional.of("The run begins again at " + restarted.fromStep().wireName());
            case AgentRun.Resumed _ -> Optional.of("The run goes on");
            case AgentRun.Paused _ -> Optional.of("The run is paused");
            case AgentRun.Completed _,
                    AgentRun.Failed _,
                    AgentRun.Cancelled _,
                    AgentData _,
                    CommandRejected _,
                    DocumentArchive _ -> Optional.empty();
        };
    }

    private byte[] progress(String message) {
        ObjectNode notification = ContractMapper.mapper()
                .createObjectNode()
                .put("jsonrpc", "2.0")
                .put("method", "notifications/progress");
        notification
                .putObject("params")
                .put("progress", at - following.base())
                .put("message", message)
                .set("progressToken", following.progressToken());
        return frame(notification);
    }

    private byte[] atRest() {
        try {
            return answer(answers.atRest(following, at));
        } catch (LogUnavailableException e) {
            LOG.info("answer not read documentId={} reason={}", following.documentId(), e.getMessage());
            return unanswered();
        } catch (ProblemException e) {
            LOG.info("answer not read documentId={} reason={}", following.documentId(), e.getMessage());
            return unanswered();
        }
    }

    /** Has no id: a client that does not get it whole resumes before it. */
    private byte[] answer(ObjectNode result) {
        over = true;
        return bytes("data: " + RpcMessage.reply(following.requestId(), result) + "\n\n");
    }

    private byte[] unanswered() {
        over = true;
        return SseEncoder.retry(retry);
    }

    private byte[] frame(ObjectNode message) {
        return bytes("id: " + following.eventId(at) + "\ndata: " + message + "\n\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
