package dev.stepfold.servicehttp;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.Environment;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.reflect.ReflectionUtils;
import io.micronaut.core.type.Argument;
import io.micronaut.http.server.HttpServerConfiguration;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses settings that cannot be converted to the type that a service needs. Micronaut silently uses the default
 * instead, so that a service would run with other settings than it was given. Runs before everything else that starts
 * with a service.
 */
@Context
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SettingsCheck {
    /** Beans of these packages receive the settings of services. */
    private static final String OWN_BEANS = "dev.stepfold.";

    private static final int PORT_MAX = 65_535;

    /** A property that {@code application.properties} reads from the environment under another name. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z0-9_]+)[:}]");

    private static final Map<Class<?>, String> WORDS = Map.of(
            Integer.class, "a whole number",
            Short.class, "a whole number up to " + Short.MAX_VALUE,
            Duration.class, "a duration such as 15s",
            URI.class, "an address");

    private final Environment environment;

    SettingsCheck(ApplicationContext context) {
        this.environment = context.getEnvironment();
        context.getBeanDefinitionReferences().stream()
                .filter(reference -> reference.getBeanDefinitionName().startsWith(OWN_BEANS))
                .filter(reference -> reference.isEnabled(context))
                .map(reference -> reference.load(context))
                .forEach(bean -> {
                    for (Argument<?> argument : bean.getConstructor().getArguments()) {
                        argument.getAnnotationMetadata()
                                .stringValue(Property.class, "name")
                                .ifPresent(property -> check(property, argument));
                    }
                });
        checkPort();
    }

    private void check(String property, Argument<?> argument) {
        ArgumentConversionContext<?> conversion = ConversionContext.of(argument);
        given(property).ifPresent(value -> {
            if (environment.convert(value, conversion).isEmpty()
                    || conversion.getLastError().isPresent()) {
                throw unusable(property, words(argument), value);
            }
        });
    }

    private void checkPort() {
        String property = HttpServerConfiguration.PREFIX + ".port";
        given(property).ifPresent(value -> {
            if (environment
                    .convert(value, Integer.class)
                    .filter(port -> port <= PORT_MAX)
                    .isEmpty()) {
                throw unusable(property, "a port from 0 to " + PORT_MAX, value);
            }
        });
    }

    /** The value of a setting; an empty value counts as not set. */
    private Optional<Object> given(String property) {
        return environment
                .getProperty(property, Object.class)
                .filter(value -> !value.toString().isBlank());
    }

    private UnusableSettingsException unusable(String property, String words, Object value) {
        return new UnusableSettingsException("%s must be %s, not %s".formatted(variable(property), words, value));
    }

    private static String words(Argument<?> argument) {
        Argument<?> one = argument.isContainerType() || argument.isOptional()
                ? argument.getFirstTypeVariable().orElse(Argument.OBJECT_ARGUMENT)
                : argument;
        return WORDS.getOrDefault(
                ReflectionUtils.getWrapperType(one.getType()),
                "a " + one.getType().getSimpleName());
    }

    /** The environment variable that sets a property. */
    private String variable(String property) {
        return environment.getPropertySources().stream()
                .map(source -> source.get(property))
                .filter(String.class::isInstance)
                .map(raw -> PLACEHOLDER.matcher((String) raw))
                .filter(Matcher::find)
                .map(placeholder -> placeholder.group(1))
                .findFirst()
                .orElseGet(() -> NameUtils.environmentName(property));
    }
}
