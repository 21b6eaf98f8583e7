package dev.stepfold.generation.sql.postgres;

import java.util.Set;

/** The part of this process's environment that PostgreSQL's processes see: where programs are, and no secret. */
final class Environment {
    private static final Set<String> KEPT = Set.of("PATH", "TMPDIR");

    private Environment() {}

    static void limitTo(ProcessBuilder builder) {
        builder.environment().keySet().retainAll(KEPT);
        builder.environment().put("LC_ALL", "C");
    }
}
