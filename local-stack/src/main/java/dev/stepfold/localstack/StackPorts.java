package dev.stepfold.localstack;

import dev.stepfold.localstack.supervisor.ProcessName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The ports on which the parts of the stack listen, on loopback; four different ports, 1 to 65535. */
public record StackPorts(int gateway, int projection, int orchestrator, int kafka) {
    static final int PORT_MAX = 65_535;

    public StackPorts {
        Map<Integer, String> users = new LinkedHashMap<>();
        claim(users, gateway, "STEPFOLD_GATEWAY_PORT");
        claim(users, projection, "STEPFOLD_PROJECTION_PORT");
        claim(users, orchestrator, "STEPFOLD_ORCHESTRATOR_PORT");
        claim(users, kafka, "STEPFOLD_KAFKA_PORT");
    }

    /**
     * From {@code STEPFOLD_GATEWAY_PORT} (8080 when unset), {@code STEPFOLD_PROJECTION_PORT} (8081),
     * {@code STEPFOLD_ORCHESTRATOR_PORT} (8082) and {@code STEPFOLD_KAFKA_PORT} (9092).
     *
     * @throws StartFailure if one is not a port, or two are the same
     */
    static StackPorts from(Map<String, String> environment) {
        return new StackPorts(
                port(environment, "STEPFOLD_GATEWAY_PORT", 8080),
                port(environment, "STEPFOLD_PROJECTION_PORT", 8081),
                port(environment, "STEPFOLD_ORCHESTRATOR_PORT", 8082),
                port(environment, "STEPFOLD_KAFKA_PORT", 9092));
    }

    /** The ports by the process that listens there, in the order of start. */
    Map<ProcessName, Integer> byProcess() {
        Map<ProcessName, Integer> ports = new LinkedHashMap<>();
        ports.put(StackProcesses.KAFKA, kafka);
        ports.put(StackProcesses.ORCHESTRATOR, orchestrator);
        ports.put(StackProcesses.PROJECTION, projection);
        ports.put(StackProcesses.GATEWAY, gateway);
        return ports;
    }

    private static int port(Map<String, String> environment, String name, int preset) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            return preset;
        }
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw new StartFailure(name + " must be a port from 1 to " + PORT_MAX + ", not '" + value + "'.", e);
        }
    }

    private static void claim(Map<Integer, String> users, int port, String name) {
        if (port < 1 || port > PORT_MAX) {
            throw new StartFailure(name + " must be a port from 1 to " + PORT_MAX + ", not " + port + ".");
        }
        String other = users.putIfAbsent(port, name);
        if (other != null) {
            throw new StartFailure(Objects.requireNonNull(other) + " and " + name
                    + " must be different ports, both are " + port + ".");
        }
    }
}
