package dev.stepfold.localstack.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

        assertThat(log.path()).isEmptyFile();
        assertThat(last).hasSize(LogFile.BYTES_MAX + 1);
    }

    @Test
    void aLogFileThatIsALinkIsRefused() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "");
        LogFile log = new LogFile(Files.createSymbolicLink(folder.resolve("kafka.log"), elsewhere));

        assertThatExceptionOfType(IOException.class).isThrownBy(log::requireNoLink);
    }

    @Test
    void aProcessThatWritesToALogFileGoesOnInTheEmptiedOne() throws IOException {
        LogFile log = new LogFile(folder.resolve("kafka.log"));
        try (OutputStream writer =
                Files.newOutputStream(log.path(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] mib = new byte[1024 * 1024];
            for (int i = 0; i < 21; i++) {
                writer.write(mib);
            }

            log.rotateIfLarge();
            writer.write("later\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(log.path()).hasContent("later\n");
    }

    @Test
    void theLatestRefusalOfTheOperatingSystemIsFoundInAProcessOutput() throws IOException {
        LogFile log = new LogFile(Files.writeString(
                folder.resolve("kafka.log"),
                "java.io.IOException: Read-only file system\njava.io.IOException: No space left on device\n at x\n"));

        assertThat(log.refusalSince(0)).hasValue("No space left on device");
        assertThat(log.refusalSince(log.bytes())).isEmpty();
        assertThat(log.refusalSince(log.bytes() + 1)).hasValue("No space left on device");
        assertThat(new LogFile(folder.resolve("none.log")).refusalSince(0)).isEmpty();
    }
}
