package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.Cursor;
import dev.stepfold.gateway.stream.StreamFormat;
import dev.stepfold.schemas.DocumentId;
import java.time.Duration;

/** The stream of a request that is answered when a run comes to rest, from a place on. */
public final class RunStream {
    private final Following.Place from;
    private final RunFrames.Answers answers;

    RunStream(Following.Place from, RunFrames.Answers answers) {
        this.from = from;
        this.answers = answers;
    }

    /** The document whose stream it is. */
    public DocumentId documentId() {
        return from.following().documentId();
    }

    /** Where it begins. */
    public Cursor cursor() {
        return new Cursor.After(from.sequence());
    }

    /**
     * What the client is told.
     *
     * @param primes whether the client understands an event without data: from protocol 2025-11-25 on
     * @param retry how long a client waits whose stream ends without an answer
     */
    public StreamFormat frames(boolean primes, Duration retry) {
        return new RunFrames(from, primes, retry, answers);
    }

    /** The answer if the stream cannot be opened: that the command was accepted, or if it is answered already, the error. */
    public ObjectNode refusal(ProblemException problem) {
        Following following = from.following();
        boolean isAccepted = following.commandId() != null && problem.code() != ProblemCode.DOCUMENT_NOT_FOUND;
        return RpcMessage.reply(
                following.requestId(),
                isAccepted
                        ? ToolResults.accepted(following.documentId(), following.runId(), from.sequence())
                        : ToolResults.error(problem));
    }
}
