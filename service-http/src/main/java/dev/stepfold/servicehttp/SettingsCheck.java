package dev.stepfold.servicehttp;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.reflect.ReflectionUtils;
import io.micronaut.core.type.Argument;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses settings that cannot be converted to the type that a service needs. Micronaut silently uses the default
 * instead, or {@code false}, so that a service would run with other settings than it was given. Runs before everything
 * else that starts with a service.
 */
@Context
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SettingsCheck {
    private static final int PORT_MAX = 65_535;

    /** What Micronaut reads as {@code false} and a person means as such; it reads every other word as {@code false} too. */
    private static final List<String> OFF = List.of("off", "false", "no", "n");

    /** An address of a broker, as Kafka's clients read it; the port is the last group. */
    private static final Pattern BROKER =
            Pattern.compile("(?:[\\w.%-]*://)?(?:\\[[0-9A-Fa-f:.%]+]|[\\w.%-]+):(\\d{1,5})");

    private static final Map<Class<?>, String> WORDS = Map.of(
            Boolean.class, "on or off",
            Integer.class, "a whole number",
            Short.class, "a whole number up to " + Short.MAX_VALUE,
            Duration.class, "a duration such as 15s",
            URI.class, "an address");

    private final Environment environment;

    SettingsCheck(ApplicationContext context) {
        this.environment = context.getEnvironment();
        Setting.of(context).forEach(this::check);
    }

    private void check(Setting setting) {
        Optional<Object> given = setting.given(environment);
        if (given.isPresent() && !isReadable(setting, given.get())) {
            throw new UnusableSettingsException(
                    "%s must %s, not %s".formatted(setting.variable(), rule(setting), given.get()));
        }
    }

    private boolean isReadable(Setting setting, Object value) {
        ArgumentConversionContext<?> conversion = ConversionContext.of(setting.type());
        Optional<?> converted = environment.convert(value, conversion);
        if (converted.isEmpty() || conversion.getLastError().isPresent()) {
            return false;
        }
        return switch (setting.property()) {
            case Setting.PORT -> converted.get() instanceof Integer port && port <= PORT_MAX;
            case Setting.KAFKA -> Stream.of(value.toString().split(",", -1)).allMatch(SettingsCheck::isBroker);
            default ->
                !converted.get().equals(false) || OFF.contains(value.toString().toLowerCase(Locale.ROOT));
        };
    }

    private static boolean isBroker(String address) {
        Matcher broker = BROKER.matcher(address.strip());
        return broker.matches() && Integer.parseInt(broker.group(1)) <= PORT_MAX;
    }

    private static String rule(Setting setting) {
        return switch (setting.property()) {
            case Setting.PORT -> "be a port from 0 to " + PORT_MAX;
            case Setting.KAFKA -> "list addresses such as kafka:9092";
            default -> "be " + words(setting.type());
        };
    }

    private static String words(Argument<?> argument) {
        Argument<?> one = argument.isContainerType() || argument.isOptional()
                ? argument.getFirstTypeVariable().orElse(Argument.OBJECT_ARGUMENT)
                : argument;
        if (one.getType().isEnum()) {
            return Stream.of(one.getType().getEnumConstants())
                    .map(value -> value.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(" or "));
        }
        return WORDS.getOrDefault(
                ReflectionUtils.getWrapperType(one.getType()),
                "a " + one.getType().getSimpleName());
    }
}
