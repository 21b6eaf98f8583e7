package dev.stepfold.agentexport;

import java.util.HashSet;
import java.util.Set;

/** Gives names out, each once. */
final class UniqueNames {
    private final int lengthMax;
    private final Set<String> taken = new HashSet<>();

    UniqueNames(int lengthMax) {
        this.lengthMax = lengthMax;
    }

    /** The wanted name if it is free and not too long, else its beginning with a number that makes it so. */
    String take(String wanted) {
        String name = shortened(wanted, "");
        for (int number = 2; !taken.add(name); number++) {
            name = shortened(wanted, "_" + number);
        }
        return name;
    }

    private String shortened(String name, String end) {
        return name.substring(0, Math.min(name.length(), lengthMax - end.length())) + end;
    }
}
