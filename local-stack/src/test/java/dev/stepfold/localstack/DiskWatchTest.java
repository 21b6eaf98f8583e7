package dev.stepfold.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiskWatchTest {
    private static final Path FOLDER = Path.of("/home/stack");
    private static final long MB = 1_000_000;

    @Test
    void saysOnceThatTheDiskGetsFullAndOnceThatThereIsRoomAgain() {
        DiskWatch watch = DiskWatch.from(Map.of(), FOLDER);

        assertThat(watch.look(1_000 * MB)).isEmpty();
        assertThat(watch.look(999 * MB))
                .hasValue("the disk that holds /home/stack is getting full: 999 MB are free, less than 1000 MB "
                        + "(STEPFOLD_DISK_WARN_MB)");
        assertThat(watch.look(0)).isEmpty();
        assertThat(watch.look(2_000 * MB)).hasValue("the disk that holds /home/stack has room again: 2000 MB are free");
        assertThat(watch.look(2_000 * MB)).isEmpty();
    }

    @Test
    void isSetByTheEnvironmentAndCanBeLeftOut() {
        assertThat(DiskWatch.from(Map.of("STEPFOLD_DISK_WARN_MB", "5"), FOLDER).look(4 * MB))
                .isPresent();
        assertThat(DiskWatch.from(Map.of("STEPFOLD_DISK_WARN_MB", "0"), FOLDER).look(0))
                .isEmpty();
        assertThatThrownBy(() -> DiskWatch.from(Map.of("STEPFOLD_DISK_WARN_MB", "much"), FOLDER))
                .isInstanceOf(StartFailure.class)
                .hasMessage("STEPFOLD_DISK_WARN_MB must be a whole number of megabytes, not 'much'.");
    }
}
