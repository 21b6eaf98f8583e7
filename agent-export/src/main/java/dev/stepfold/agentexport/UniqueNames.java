package dev.stepfold.agentexport;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Gives names out, each once. */
final class UniqueNames {
    private final int lengthMax;
    private final String separator;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    UniqueNames(int lengthMax) {
        this(lengthMax, "_");
    }

    /** @param separator what stands before a number */
    UniqueNames(int lengthMax, String separator) {
        this.lengthMax = lengthMax;
        this.separator = separator;
    }

    /** The wanted name if it is free and not too long, else its beginning with a number that makes it so. */
    String take(String wanted) {
        String name = shortened(wanted, "");
        String beginning = name;
        while (!taken.add(name)) {
            name = shortened(beginning, separator + numbers.merge(beginning, 2, (last, _) -> last + 1));
        }
        return name;
    }

    private String shortened(String name, String end) {
        return name.substring(0, Math.min(name.length(), lengthMax - end.length())) + end;
    }
}
