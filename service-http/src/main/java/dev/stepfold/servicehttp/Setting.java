package dev.stepfold.servicehttp;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.type.Argument;
import io.micronaut.http.server.HttpServerConfiguration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A setting of a service.
 *
 * @param variable the environment variable that sets it
 * @param property its name in the configuration
 * @param type the type that the service needs
 */
public record Setting(String variable, String property, Argument<?> type) {
    static final String PORT = HttpServerConfiguration.PREFIX + ".port";
    static final String KAFKA = "kafka.bootstrap.servers";
    private static final String METRICS = "endpoints.prometheus.enabled";

    /** Beans of these packages receive the settings of services. */
    private static final String OWN_BEANS = "dev.stepfold.";

    /** A property that {@code application.properties} reads from the environment under another name. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z0-9_]+)[:}]");

    /** All settings of a service: those that its own beans receive, and those of the libraries that every service has. */
    public static List<Setting> of(ApplicationContext context) {
        Environment environment = context.getEnvironment();
        return Stream.concat(ofOwnBeans(context), ofLibraries())
                .map(argument -> of(argument, environment))
                .toList();
    }

    private static Stream<Named> ofOwnBeans(ApplicationContext context) {
        return context.getBeanDefinitionReferences().stream()
                .filter(reference -> reference.getBeanDefinitionName().startsWith(OWN_BEANS))
                .filter(reference -> reference.isEnabled(context))
                .flatMap(reference ->
                        Stream.of(reference.load(context).getConstructor().getArguments()))
                .flatMap(argument -> argument.getAnnotationMetadata().stringValue(Property.class, "name").stream()
                        .map(property -> new Named(property, argument)));
    }

    private static Stream<Named> ofLibraries() {
        return Stream.of(
                new Named(PORT, Argument.INT),
                new Named(METRICS, Argument.BOOLEAN),
                new Named(KAFKA, Argument.listOf(String.class)));
    }

    private static Setting of(Named named, Environment environment) {
        String variable = environment.getPropertySources().stream()
                .map(source -> source.get(named.property()))
                .filter(String.class::isInstance)
                .map(raw -> PLACEHOLDER.matcher((String) raw))
                .filter(Matcher::find)
                .map(placeholder -> placeholder.group(1))
                .findFirst()
                .orElseGet(() -> NameUtils.environmentName(named.property()));
        return new Setting(variable, named.property(), named.type());
    }

    /** The value that is set, before it is converted. */
    public Optional<Object> given(Environment environment) {
        return environment.getProperty(property, Object.class);
    }

    private record Named(String property, Argument<?> type) {}
}
