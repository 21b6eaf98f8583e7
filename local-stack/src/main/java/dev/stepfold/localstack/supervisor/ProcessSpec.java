package dev.stepfold.localstack.supervisor;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A process to keep running.
 *
 * @param name unique within the supervisor
 * @param mark the argument of the command by which the process is recognised
 * @param command the program and its arguments
 * @param environment the whole environment of the process; nothing is inherited
 * @param health shows when it is ready
 * @param needs the processes that are ready before this one first starts, and that stop only after it has stopped
 */
public record ProcessSpec(
        ProcessName name,
        ProcessMark mark,
        List<String> command,
        Map<String, String> environment,
        HealthCheck health,
        Set<ProcessName> needs) {
    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        needs = Set.copyOf(needs);
        if (!command.contains(mark.argument())) {
            throw new IllegalArgumentException("the command of " + name + " must hold " + mark.argument());
        }
        if (needs.contains(name)) {
            throw new IllegalArgumentException(name + " cannot need itself");
        }
    }
}
