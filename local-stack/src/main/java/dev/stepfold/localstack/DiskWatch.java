package dev.stepfold.localstack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Says when the disk of a stack gets full, and when there is room again. A broker whose disk is full ends, and is restarted
 * until there is room; the warning comes before that.
 *
 * <p>For one thread.
 */
final class DiskWatch {
    static final String VARIABLE = "STEPFOLD_DISK_WARN_MB";

    private static final String DEFAULT = "1000";
    private static final long MB = 1_000_000;

    private final Path folder;
    private final long bytesMin;
    private boolean low;

    /**
     * @param folder on the disk
     * @param bytesMin with less than this free, the disk counts as getting full; 0 for never
     */
    DiskWatch(Path folder, long bytesMin) {
        this.folder = folder;
        this.bytesMin = bytesMin;
    }

    /** @throws StartFailure if {@code STEPFOLD_DISK_WARN_MB} is not a whole number */
    static DiskWatch from(Map<String, String> environment, Path folder) {
        String given = environment.getOrDefault(VARIABLE, "");
        try {
            return new DiskWatch(folder, Integer.parseUnsignedInt((given.isBlank() ? DEFAULT : given).strip()) * MB);
        } catch (NumberFormatException e) {
            throw new StartFailure(VARIABLE + " must be a whole number of megabytes, not '" + given + "'.", e);
        }
    }

    /** The sentence to say now; empty unless it has got full, or has room again, since it was last asked. */
    Optional<String> look(long bytesFree) {
        boolean before = low;
        low = bytesFree < bytesMin;
        if (low == before) {
            return Optional.empty();
        }
        return Optional.of("the disk that holds " + folder
                + (low
                        ? " is getting full: " + bytesFree / MB + " MB are free, less than " + bytesMin / MB + " MB ("
                                + VARIABLE + ")"
                        : " has room again: " + bytesFree / MB + " MB are free"));
    }
}
