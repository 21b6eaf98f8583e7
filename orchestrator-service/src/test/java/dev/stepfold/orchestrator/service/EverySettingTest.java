package dev.stepfold.orchestrator.service;

import dev.stepfold.testkit.EverySettingContract;
import io.micronaut.context.ApplicationContext;
import java.util.List;
import java.util.Map;

class EverySettingTest extends EverySettingContract {
    @Override
    protected ApplicationContext start(Map<String, String> variables) {
        return SettingsOf.start(variables);
    }

    @Override
    protected List<String> known() {
        return List.of("STEPFOLD_OPENAI_STREAMING");
    }
}
