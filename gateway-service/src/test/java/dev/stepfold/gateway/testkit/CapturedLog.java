package dev.stepfold.gateway.testkit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is logged under a name from now on. */
public final class CapturedLog implements AutoCloseable {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    private CapturedLog(Logger logger) {
        this.logger = logger;
        events.start();
        logger.addAppender(events);
    }

    public static CapturedLog of(String name) {
        return new CapturedLog((Logger) LoggerFactory.getLogger(name));
    }

    /** Each as one line; with a stack beneath it, where it has one. */
    public List<String> lines() {
        return List.copyOf(events.list).stream()
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : "\n" + event.getThrowableProxy().getClassName()))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(events);
    }
}
