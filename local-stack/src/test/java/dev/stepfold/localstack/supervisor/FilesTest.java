package dev.stepfold.localstack.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    @TempDir
    Path folder;

    @Test
    void aPidFileNamesTheLastProcessWrittenToIt() {
        PidFile file = new PidFile(folder.resolve("kafka.pid"));

        file.write(12);
        file.write(345);

        assertThat(file.read()).hasValue(345);
        assertThat(file.path()).hasContent("345\n");
    }

    @Test
    void aPidFileThatIsMissingOrHoldsNoNumberNamesNoProcess() throws IOException {
        PidFile missing = new PidFile(folder.resolve("missing.pid"));
        PidFile odd = new PidFile(Files.writeString(folder.resolve("odd.pid"), "no number"));

        assertThat(missing.read()).isEmpty();
        assertThat(odd.read()).isEmpty();
    }

    @Test
    void aLogFileWithinItsBoundIsLeftAsItIs() throws IOException {
        LogFile log = new LogFile(Files.writeString(folder.resolve("kafka.log"), "earlier\n"));

        log.rotateIfLarge();

        assertThat(log.path()).hasContent("earlier\n");
    }

    @Test
    void aLogFileAboveItsBoundTakesThePlaceOfTheLastOne() throws IOException {
        LogFile log = new LogFile(folder.resolve("kafka.log"));
        Path last = Files.writeString(folder.resolve("kafka.log.1"), "the one before");
        try (RandomAccessFile file = new RandomAccessFile(log.path().toFile(), "rw")) {
            file.setLength(LogFile.BYTES_MAX + 1);
        }

        log.rotateIfLarge();

        assertThat(log.path()).doesNotExist();
        assertThat(last).hasSize(LogFile.BYTES_MAX + 1);
    }
}
