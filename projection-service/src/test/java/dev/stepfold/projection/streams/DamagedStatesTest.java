package dev.stepfold.projection.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

class DamagedStatesTest {
    @TempDir
    Path dataDir;

    private DamagedStates damaged() {
        return new DamagedStates(dataDir, "application");
    }

    private Path store() {
        return dataDir.resolve("application").resolve("0_0");
    }

    private void writeStore(String value) throws IOException, RocksDBException {
        Files.createDirectories(store());
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB store = RocksDB.open(options, store().toString())) {
            store.put("key".getBytes(UTF_8), value.getBytes(UTF_8));
        }
    }

    private void damage(String name) throws IOException {
        try (Stream<Path> files = Files.list(store())) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith(name))
                    .toList()) {
                Files.writeString(file, "x");
            }
        }
    }

    private StreamsException failureToOpen() {
        try (Options options = new Options();
                RocksDB _ = RocksDB.open(options, store().toString())) {
            throw new AssertionError("it could be opened");
        } catch (RocksDBException e) {
            return new StreamsException(new ProcessorStateException("Error opening store", e));
        }
    }

    @Test
    void filesThatRocksDbCannotReadAreSetAside() throws Exception {
        writeStore("first");
        damage("MANIFEST");

        damaged().setAsideIfDamaged(failureToOpen());

        assertThat(dataDir.resolve("application")).doesNotExist();
        assertThat(dataDir.resolve("application-damaged").resolve("0_0")).isDirectory();
    }

    @Test
    void theManifestMayBeMissing() throws Exception {
        writeStore("first");
        try (Stream<Path> files = Files.list(store())) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith("MANIFEST"))
                    .toList()) {
                Files.delete(file);
            }
        }

        damaged().setAsideIfDamaged(failureToOpen());

        assertThat(dataDir.resolve("application")).doesNotExist();
    }

    @Test
    void onlyTheLatestDamagedOnesAreKept() throws Exception {
        writeStore("first");
        damage("CURRENT");
        damaged().setAsideIfDamaged(failureToOpen());
        writeStore("second");
        damage("MANIFEST");

        damaged().setAsideIfDamaged(failureToOpen());

        try (Stream<Path> folders = Files.list(dataDir)) {
            assertThat(folders).containsExactly(dataDir.resolve("application-damaged"));
        }
        assertThat(dataDir.resolve("application-damaged").resolve("0_0").resolve("CURRENT"))
                .content()
                .startsWith("MANIFEST");
    }

    @Test
    void aFullDiskIsNoDamage() throws Exception {
        writeStore("first");
        Status full = new Status(Status.Code.IOError, Status.SubCode.NoSpace, "No space left on device");

        damaged()
                .setAsideIfDamaged(
                        new StreamsException(new ProcessorStateException("flush", new RocksDBException("full", full))));

        assertThat(store()).exists();
    }

    @Test
    void anotherFailureIsNoDamage() throws Exception {
        writeStore("first");

        damaged().setAsideIfDamaged(new StreamsException("the source topic is gone"));

        assertThat(store()).exists();
    }
}
