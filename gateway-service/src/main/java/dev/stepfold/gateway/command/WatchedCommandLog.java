package dev.stepfold.gateway.command;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.stream.Watchers;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;

/** Lets the streams of a command's document know, before the command is written, that an answer will come. */
public final class WatchedCommandLog implements CommandLog {
    private final CommandLog log;
    private final Watchers watchers;

    public WatchedCommandLog(CommandLog log, Watchers watchers) {
        this.log = log;
        this.watchers = watchers;
    }

    @Override
    public void append(Command command, Traceparent trace) throws LogUnavailableException {
        watchers.expectAnswer(command);
        boolean written = false;
        try {
            log.append(command, trace);
            written = true;
        } finally {
            if (!written) {
                watchers.expectNoAnswer(command);
            }
        }
    }
}
