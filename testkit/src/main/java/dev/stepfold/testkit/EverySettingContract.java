package dev.stepfold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.servicehttp.Setting;
import dev.stepfold.servicehttp.UnusableSettingsException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.type.Argument;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What holds for all settings of a service, as it lists them itself. */
public abstract class EverySettingContract {
    private static final String KAFKA = "KAFKA_BOOTSTRAP_SERVERS";

    /** What no setting but a text can be. */
    private static final String UNREADABLE = "a b";

    /** The service's beans in an environment that has these variables and no others; no broker unless they name one. */
    protected abstract ApplicationContext start(Map<String, String> variables);

    /** Some of the service's variables, which must be among those that are found. */
    protected abstract List<String> known();

    @Test
    final void isNotSetByAnEmptyVariable() {
        try (ApplicationContext plain = start(Map.of())) {
            List<Setting> settings = Setting.of(plain);
            assertThat(settings)
                    .extracting(Setting::variable)
                    .contains(KAFKA, "STEPFOLD_METRICS")
                    .containsAll(known());
            Map<String, String> empty = new HashMap<>();
            settings.forEach(setting -> empty.put(setting.variable(), ""));
            empty.remove(KAFKA); // its default may be a broker that runs on this machine
            try (ApplicationContext context = start(empty)) {
                assertThat(settings)
                        .allSatisfy(setting -> assertThat(setting.given(context.getEnvironment()))
                                .as(setting.variable())
                                .isEqualTo(setting.given(plain.getEnvironment())));
            }
        }
    }

    @Test
    final void isRefusedInOneSentenceIfItCannotBeRead() {
        assertThat(settings())
                .filteredOn(setting -> !isText(setting))
                .allSatisfy(setting -> assertThatThrownBy(() ->
                                start(Map.of(setting.variable(), UNREADABLE)).close())
                        .as(setting.variable())
                        .satisfies(failure -> assertThat(UnusableSettingsException.reasonOf(failure))
                                .hasValueSatisfying(sentence -> assertThat(sentence)
                                        .startsWith(setting.variable() + " must ")
                                        .endsWith(", not " + UNREADABLE))));
    }

    private List<Setting> settings() {
        try (ApplicationContext context = start(Map.of())) {
            return Setting.of(context);
        }
    }

    private static boolean isText(Setting setting) {
        Argument<?> one = setting.type().getFirstTypeVariable().orElse(setting.type());
        return List.of(String.class, Path.class).contains(one.getType())
                && !setting.variable().equals(KAFKA);
    }
}
