package dev.stepfold.localstack.system;

import java.util.Optional;

/** Puts the lines of an event stream together into frames (WHATWG HTML, 9.2.6). */
final class FrameParser {
    private String id;
    private String event = "";
    private StringBuilder data = new StringBuilder();

    FrameParser(String lastEventId) {
        this.id = lastEventId;
    }

    Optional<Frame> line(String line) {
        if (line.isEmpty()) {
            return dispatch();
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "id" -> id = value;
            case "event" -> event = value;
            case "data" -> data.append(value).append('\n');
            default -> {}
        }
        return Optional.empty();
    }

    private Optional<Frame> dispatch() {
        if (data.isEmpty()) {
            event = "";
            return Optional.empty();
        }
        Frame frame = new Frame(id, event, data.substring(0, data.length() - 1));
        event = "";
        data = new StringBuilder();
        return Optional.of(frame);
    }
}
