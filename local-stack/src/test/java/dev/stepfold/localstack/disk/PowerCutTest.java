package dev.stepfold.localstack.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.localstack.supervisor.Supervision;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker's real process on a disk of which only what was flushed is left; see {@link SmallDisk}. */
class PowerCutTest {
    private static final int RECORDS = 20;

    @TempDir
    Path home;

    @Test
    void takesNothingThatTheBrokerHadAcknowledged() throws Exception {
        BrokerOnDisk broker = new BrokerOnDisk(home);
        try (SmallDisk disk = SmallDisk.make(home, "disk", 256)) {
            SmallDisk left;
            try (Supervision _ = broker.on(disk).started()) {
                broker.createTopic();
                for (int i = 0; i < RECORDS; i++) {
                    broker.produce("record " + i);
                }
                left = disk.afterAPowerCut(home, "left");
            }

            try (SmallDisk _ = left;
                    Supervision _ = broker.on(left).started()) {
                assertThat(broker.consume())
                        .hasSize(RECORDS)
                        .startsWith("record 0")
                        .endsWith("record " + (RECORDS - 1));
            }
        }
    }
}
