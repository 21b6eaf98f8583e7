package dev.stepfold.servicehttp;

import io.micronaut.context.env.Environment;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Environment variables as settings. An empty variable counts as not set, for every setting: {@code ${X:-}} in a compose
 * file sets one where the user has set none. Takes the place of Micronaut's own source, which has the empty ones too.
 */
public final class EnvironmentVariables {
    private EnvironmentVariables() {}

    /** These variables, without the empty ones. */
    public static PropertySource of(Map<String, String> variables) {
        return new Source(variables.entrySet().stream()
                .filter(variable -> !variable.getValue().isBlank())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** The variables that a service was started with, by their own names, without the empty ones. */
    public static Map<String, String> in(Environment environment) {
        return environment.getPropertySources().stream()
                .filter(Source.class::isInstance)
                .map(Source.class::cast)
                .findFirst()
                .map(source -> source.variables)
                .orElse(Map.of());
    }

    private static final class Source extends MapPropertySource {
        private final Map<String, String> variables;

        Source(Map<String, String> variables) {
            super(EnvironmentPropertySource.NAME, variables);
            this.variables = Map.copyOf(variables);
        }

        @Override
        public PropertyConvention getConvention() {
            return PropertyConvention.ENVIRONMENT_VARIABLE;
        }

        @Override
        public int getOrder() {
            return EnvironmentPropertySource.POSITION;
        }
    }
}
