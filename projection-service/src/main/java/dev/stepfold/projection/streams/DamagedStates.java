package dev.stepfold.projection.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the states after a disk fault or a power cut: where RocksDB says that they are damaged, they are set aside,
 * and the next run makes them anew from the changelog. One damaged copy is kept, for a person to look at; the one before
 * it is deleted.
 */
public final class DamagedStates {
    private static final Logger LOG = LoggerFactory.getLogger(DamagedStates.class);

    private static final String NO_SUCH_FILE = "No such file or directory";

    private final Path states;
    private final Path aside;

    /**
     * @param dataDir that Kafka Streams has
     * @param application its application id, which its folder is named by
     */
    public DamagedStates(Path dataDir, String application) {
        this.states = dataDir.resolve(application);
        this.aside = dataDir.resolve(application + "-damaged");
    }

    /**
     * Sets the states aside if a run failed because of them. Called while none runs.
     *
     * @param failure what ended the run
     */
    public void setAsideIfDamaged(Throwable failure) {
        if (!isDamage(failure) || !Files.exists(states)) {
            return;
        }
        try {
            deleteTree(aside);
            Files.move(states, aside);
            LOG.warn(
                    "the files of the states were damaged and are made anew from the changelog; the damaged ones are kept in {}",
                    aside);
        } catch (IOException | UncheckedIOException e) {
            LOG.error("the files of the states are damaged and could not be set aside path={}", states, e);
        }
    }

    /** A full disk, or one that fails, is no damage: the same files can be opened later. */
    static boolean isDamage(Throwable failure) {
        boolean ofStates = false;
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            ofStates |= cause instanceof ProcessorStateException;
            if (ofStates && cause instanceof RocksDBException rocks && isDamage(rocks)) {
                return true;
            }
        }
        return false;
    }

    /** RocksDB has no code of its own for a file that is missing. */
    private static boolean isDamage(RocksDBException failure) {
        @Nullable Status status = failure.getStatus();
        return status != null
                && (status.getCode() == Status.Code.Corruption
                        || String.valueOf(status.getState()).contains(NO_SUCH_FILE));
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                List<Path> deepestFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.delete(file);
                }
            }
        }
    }
}
