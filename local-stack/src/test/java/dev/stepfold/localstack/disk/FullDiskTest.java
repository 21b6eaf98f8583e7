package dev.stepfold.localstack.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.supervisor.Supervision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker's real process on a disk that fills, and on one that fails; see {@link SmallDisk}. */
class FullDiskTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String LARGE = "x".repeat(200_000);

    @TempDir
    Path home;

    private final List<String> acknowledged = new ArrayList<>();
    private BrokerOnDisk broker;

    @BeforeEach
    void prepare() {
        broker = new BrokerOnDisk(home);
    }

    @Test
    void theBrokerSaysWhyItEndsAndGoesOnByItselfWhenThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.make(home, "disk", 256);
                Supervision supervision = broker.on(disk).started()) {
            broker.createTopic();
            write("before");
            disk.fillBut(0);

            writeUntilRefused();

            await().atMost(SOON)
                    .until(
                            () -> supervision.printed(),
                            printed -> printed.contains("No space left on device, restarting in"));
            disk.makeRoom();
            await().atMost(SOON).until(() -> supervision.isHealthy("kafka"));
            write("after");
            assertThat(broker.consume()).containsSubsequence(acknowledged);
        }
    }

    @Test
    void theBrokerSaysThatItsDiskIsReadOnlyAndHasWhatItAcknowledgedOnceItIsRepaired() throws Exception {
        try (SmallDisk disk = SmallDisk.make(home, "disk", 256)) {
            try (Supervision supervision = broker.on(disk).started()) {
                broker.createTopic();
                write("before");
                disk.fail();

                writeUntilRefused();

                await().atMost(SOON)
                        .until(
                                () -> supervision.printed(),
                                printed -> printed.contains("Read-only file system, restarting in"));
            }
            disk.repair();
            try (Supervision _ = broker.on(disk).started()) {
                write("after");
                assertThat(broker.consume()).containsSubsequence(acknowledged);
            }
        }
    }

    private void write(String value) throws Exception {
        broker.produce(value);
        acknowledged.add(value);
    }

    private void writeUntilRefused() {
        for (int i = 0; i < 100; i++) {
            try {
                write(i + LARGE);
            } catch (Exception refused) {
                return;
            }
        }
        throw new AssertionError("the broker has acknowledged more than the disk can hold");
    }
}
