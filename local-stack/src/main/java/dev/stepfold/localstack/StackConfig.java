package dev.stepfold.localstack;

import dev.stepfold.documentlog.Flush;
import java.nio.file.Path;
import java.util.Map;

/**
 * The configuration of a stack.
 *
 * @param home where the stack keeps its state: {@code STEPFOLD_HOME}, or {@code .stepfold} in the project
 * @param ports the ports on which the parts listen
 * @param environment passed on to every process (including the generator and its keys); what the stack itself sets
 *     takes precedence
 */
public record StackConfig(StackHome home, StackPorts ports, Map<String, String> environment) {
    public StackConfig {
        environment = Map.copyOf(environment);
    }

    /**
     * Reads {@code STEPFOLD_HOME} (a relative one is taken from the working directory) and the ports of {@link StackPorts#from}.
     *
     * @param root the folder of the project
     * @throws StartFailure if a value is invalid
     */
    static StackConfig from(Map<String, String> environment, Path root) {
        try {
            Flush.named(environment.getOrDefault("STEPFOLD_FLUSH", ""));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(e.getMessage() + ".", e);
        }
        String home = environment.getOrDefault("STEPFOLD_HOME", "");
        return new StackConfig(
                new StackHome(home.isBlank() ? root.resolve(".stepfold") : Path.of(home)),
                StackPorts.from(environment),
                environment);
    }
}
