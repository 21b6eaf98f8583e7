package dev.stepfold.gateway.webhook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.stepfold.schemas.codec.EventType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which events a webhook is told of.
 *
 * @param names names of events, at least one: a type such as {@code agent-step}, for all of its statuses, or a type with a
 *     status such as {@code agent-run.failed}; anything else is an {@link IllegalArgumentException}
 */
public record EventFilter(@JsonValue List<String> names) {
    /** The events that put a run at rest. */
    public static final EventFilter AT_REST = new EventFilter(
            Stream.of(EventType.RUN_COMPLETED, EventType.RUN_FAILED, EventType.RUN_CANCELLED, EventType.RUN_PAUSED)
                    .map(EventFilter::name)
                    .toList());

    @JsonCreator
    public EventFilter {
        names = names.stream().distinct().toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("events must name at least one");
        }
        Set<String> known = known();
        if (!known.containsAll(names)) {
            throw new IllegalArgumentException("events has one that does not exist; there are "
                    + String.join(", ", known.stream().sorted().toList()));
        }
    }

    private static Set<String> known() {
        return Arrays.stream(EventType.values())
                .flatMap(type -> Stream.of(type.type(), name(type)))
                .collect(Collectors.toSet());
    }

    /** The name of an event: its type and, if the type has several, its status. */
    static String name(EventType type) {
        return type.status() == null ? type.type() : type.type() + "." + type.status();
    }

    /** Whether the webhook is told of such events. */
    boolean takes(EventType type) {
        return names.contains(type.type()) || names.contains(name(type));
    }

    /** Whether it is told of any event of a type. */
    boolean takesAnyOf(String type) {
        return names.stream().anyMatch(name -> name.equals(type) || name.startsWith(type + "."));
    }
}
