package dev.stepfold.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.rights.RightsList;
import dev.stepfold.schemas.KafkaNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lists of rights that are files are the list that the services check. */
class RightsListTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void isPrintedForTheInstallationsOwnNamesWithoutAskingKafka() {
        Ran ran = Ran.stepfold(
                Map.of("KAFKA_BOOTSTRAP_SERVERS", "localhost:1", "STEPFOLD_PREFIX", "acme"), "doctor", "--acls");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains("| orchestrator | topic | literal | `acme.commands` | READ | no command is carried out |")
                .contains("--add --allow-principal User:orchestrator --operation Write --transactional-id acme-archive-"
                        + " --resource-pattern-type prefixed")
                .doesNotContain("stepfold.");
    }

    @Test
    void isTheTableOfTheDocument() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/kafka-rights.md")))
                .contains(RightsList.table(KafkaNames.DEFAULT))
                .contains(RightsList.commands(KafkaNames.DEFAULT));
    }

    @Test
    void isWhatTheContainersOfAClusterAreGranted() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docker/cluster/rights.sh")))
                .isEqualTo(RightsList.commands(KafkaNames.DEFAULT));
    }
}
