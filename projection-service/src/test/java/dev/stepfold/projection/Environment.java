package dev.stepfold.projection;

import dev.stepfold.servicehttp.EnvironmentVariables;
import io.micronaut.context.ApplicationContextBuilder;
import java.util.Map;

/** Environment variables that a test chooses, in place of those of the machine. */
public final class Environment {
    private Environment() {}

    /** Makes the application see these variables and no others. */
    public static ApplicationContextBuilder set(ApplicationContextBuilder application, Map<String, String> variables) {
        return application.environmentPropertySource(false).propertySources(EnvironmentVariables.of(variables));
    }
}
