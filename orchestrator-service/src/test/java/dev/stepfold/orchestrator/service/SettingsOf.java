package dev.stepfold.orchestrator.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import java.util.HashMap;
import java.util.Map;

/** Settings as the service reads them. */
final class SettingsOf {
    private SettingsOf() {}

    /** Settings in an environment that has these variables and no others. */
    static <T> T environment(Class<T> settings, Map<String, Object> variables) {
        Map<String, Object> all = new HashMap<>(variables);
        all.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        all.put("MICRONAUT_HEALTH_MONITOR_ENABLED", "false");
        PropertySource source = new MapPropertySource("test", all) {
            @Override
            public PropertyConvention getConvention() {
                return PropertyConvention.ENVIRONMENT_VARIABLE;
            }
        };
        try (ApplicationContext context = ApplicationContext.builder()
                .environmentPropertySource(false)
                .propertySources(source)
                .start()) {
            return context.getBean(settings);
        }
    }
}
