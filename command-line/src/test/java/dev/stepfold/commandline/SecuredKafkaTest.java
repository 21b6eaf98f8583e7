package dev.stepfold.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.testkit.SaslBroker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The command line on a broker that asks for a password. */
class SecuredKafkaTest {
    @RegisterExtension
    static final SaslBroker BROKER = new SaslBroker();

    @TempDir
    Path dir;

    @Test
    void reachesKafka() {
        Ran doctor = Ran.stepfold(BROKER.environment(SaslBroker.PASSWORD), "doctor");

        assertThat(doctor.out()).contains("ok       Kafka answers at " + BROKER.bootstrapServers());
        assertThat(doctor.out() + doctor.messages()).doesNotContain(SaslBroker.PASSWORD);
    }

    @Test
    void saysInOneSentenceThatAPasswordIsWrong() {
        Ran doctor = Ran.stepfold(BROKER.environment("another-password"), "doctor");

        assertThat(doctor.exitCode()).isEqualTo(2);
        assertThat(doctor.messages())
                .contains("refuses the login: look at user and password in KAFKA_SASL_JAAS_CONFIG");
        assertThat(doctor.out() + doctor.messages()).doesNotContain("another-password");
    }

    @Test
    void saysInOneSentenceWhatCannotBeSet() {
        Ran doctor = Ran.stepfold(Map.of("KAFKA_ACKS", "1"), "doctor");

        assertThat(doctor.exitCode()).isEqualTo(2);
        assertThat(doctor.messages()).isEqualTo("stepfold: KAFKA_ACKS cannot be set: Stepfold decides acks itself\n");
    }

    @Test
    void needsNoUsableSettingsWhereItNeedsNoKafka() {
        Ran verify = Ran.stepfold(
                Map.of("KAFKA_ACKS", "1"), "verify", dir.resolve("none").toString());

        assertThat(verify.messages()).doesNotContain("KAFKA_ACKS");
    }

    @Test
    void warnsOfASettingThatIsMisspelt() {
        Map<String, String> environment = new HashMap<>(BROKER.environment(SaslBroker.PASSWORD));
        environment.put("KAFKA_SASL_MECANISM", "PLAIN");

        assertThat(Ran.stepfold(environment, "doctor").messages())
                .contains("warning: Kafka's clients know no such setting: KAFKA_SASL_MECANISM\n");
    }
}
