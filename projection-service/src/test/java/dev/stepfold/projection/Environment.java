package dev.stepfold.projection;

import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.Origin;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.util.HashMap;
import java.util.Map;

/** Environment variables that a test chooses, in place of those of the machine. */
public final class Environment {
    private Environment() {}

    /** Makes the application see these variables and no others. */
    public static ApplicationContextBuilder set(ApplicationContextBuilder application, Map<String, String> variables) {
        return application
                .environmentPropertySource(false)
                .propertySources(PropertySource.of(
                        "environment",
                        new HashMap<>(variables),
                        PropertyConvention.ENVIRONMENT_VARIABLE,
                        Origin.of("test")));
    }
}
