package dev.stepfold.orchestrator.service;

import dev.stepfold.servicehttp.EnvironmentVariables;
import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;

/** Settings as the service reads them. */
final class SettingsOf {
    private SettingsOf() {}

    /** Settings in an environment that has these variables and no others. */
    static <T> T environment(Class<T> settings, Map<String, String> variables) {
        try (ApplicationContext context = start(variables)) {
            return context.getBean(settings);
        }
    }

    /** The service's beans in an environment that has these variables and no others; no broker unless they name one. */
    static ApplicationContext start(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.putIfAbsent("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        all.put("MICRONAUT_HEALTH_MONITOR_ENABLED", "false");
        return ApplicationContext.builder()
                .environmentPropertySource(false)
                .propertySources(EnvironmentVariables.of(all))
                .start();
    }
}
