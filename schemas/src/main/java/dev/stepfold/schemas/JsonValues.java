package dev.stepfold.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a JSON value that the contract accepts as it is: an action's schemas, a step's result, an edited input. A
 * value within the limits can be written wherever it may occur, in an event, in a state and in an archived log, and
 * reads back equal.
 */
public final class JsonValues {
    /** How deep objects and arrays may be nested. The levels that the contract adds around a value are not included. */
    public static final int DEPTH_MAX = 64;

    /**
     * How many objects, arrays, strings, numbers, booleans and nulls one value may have: more than a body of 1 MiB can
     * hold.
     */
    public static final int VALUES_MAX = 600_000;

    /** How many UTF-16 units a member's name may have. */
    public static final int NAME_LENGTH_MAX = 1_000;

    private static final int PATH_LENGTH_MAX = 200;

    private JsonValues() {}

    /**
     * Returns the value if it is within the limits.
     *
     * @throws IllegalArgumentException otherwise; the message has the path (RFC 6901) within {@code name}, and nothing
     *     of the value
     */
    public static ObjectNode checked(String name, ObjectNode value) {
        check(name, value);
        return value;
    }

    /** As {@link #checked(String, ObjectNode)}, for any value. */
    public static void check(String name, JsonNode value) {
        Deque<Place> left = new ArrayDeque<>();
        left.push(new Place(value, null, name, 1));
        for (int values = 1; !left.isEmpty(); values++) {
            Place place = left.pop();
            if (values > VALUES_MAX) {
                throw new IllegalArgumentException(name + " must have at most " + VALUES_MAX + " values in all");
            }
            place.check();
            int index = 0;
            for (JsonNode element : place.node.isArray() ? place.node : List.<JsonNode>of()) {
                left.push(place.inside(Integer.toString(index++), element));
            }
            for (Map.Entry<String, JsonNode> member : place.node.properties()) {
                left.push(place.inside(member.getKey(), member.getValue()));
            }
        }
    }

    /**
     * Half a surrogate pair cannot be written in UTF-8: a name with one would be written but could not be read back.
     */
    private static boolean isHalfPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** A value and its path. */
    private record Place(JsonNode node, @Nullable Place outer, String step, int depth) {
        Place inside(String name, JsonNode inner) {
            return new Place(inner, this, name, depth + 1);
        }

        void check() {
            if (node.isContainerNode() && depth > DEPTH_MAX) {
                throw new IllegalArgumentException(root() + " must be nested at most " + DEPTH_MAX + " levels deep");
            }
            if (step.length() > NAME_LENGTH_MAX) {
                throw new IllegalArgumentException(
                        root() + " must have names of at most " + NAME_LENGTH_MAX + " characters");
            }
            if (step.codePoints().anyMatch(JsonValues::isHalfPair)) {
                throw new IllegalArgumentException(root() + " must have names without half a surrogate pair");
            }
            if (node.isNumber() && !Double.isFinite(node.doubleValue())) {
                throw new IllegalArgumentException(shortened(path()) + " must be a number that a double can hold");
            }
        }

        private static String shortened(String path) {
            return path.length() <= PATH_LENGTH_MAX ? path : path.substring(0, PATH_LENGTH_MAX) + "…";
        }

        private String root() {
            return outer == null ? step : outer.root();
        }

        private String path() {
            return outer == null
                    ? step
                    : outer.path() + "/" + step.replace("~", "~0").replace("/", "~1");
        }
    }
}
