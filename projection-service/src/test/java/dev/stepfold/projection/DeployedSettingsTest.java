package dev.stepfold.projection;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.testkit.DeployedSettingsContract;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import java.util.Optional;

class DeployedSettingsTest extends DeployedSettingsContract {
    @Override
    protected String service() {
        return "projection";
    }

    @Override
    protected ApplicationContext start(Map<String, String> variables) {
        return Environment.set(ApplicationContext.builder(), variables).start();
    }

    @Override
    protected boolean isOfKafka(String variable) {
        return KafkaConnection.reads(variable);
    }

    @Override
    protected Optional<String> complaintOfKafka(Map<String, String> variables) {
        return KafkaConnection.ofEnvironment(variables).warning();
    }
}
