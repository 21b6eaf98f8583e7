package dev.stepfold.localstack;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How many document topics the embedded broker may hold. Each costs it a file descriptor and two memory maps, and a broker
 * that runs out of either shuts down; a third of both limits leaves room for connections, other topics and segments.
 */
final class TopicBudget {
    private static final int SHARE = 3;
    private static final Path MAPS_MAX = Path.of("/proc/sys/vm/max_map_count");

    private TopicBudget() {}

    /** At least 1. */
    static int of(long fileDescriptorsMax, OptionalLong memoryMapsMax) {
        long least = Math.min(fileDescriptorsMax, memoryMapsMax.orElse(Long.MAX_VALUE));
        return Math.clamp(least / SHARE, 1, Integer.MAX_VALUE);
    }

    /** By the limits of this process, which its children inherit. */
    static int ofThisMachine() {
        // A JVM raises its soft limit to the hard one when it starts; this is the limit in force.
        long descriptors = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getMaxFileDescriptorCount();
        return of(descriptors, memoryMapsMax());
    }

    /** Empty on systems other than Linux. */
    private static OptionalLong memoryMapsMax() {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(MAPS_MAX).strip()));
        } catch (IOException | NumberFormatException notLinux) {
            return OptionalLong.empty();
        }
    }
}
