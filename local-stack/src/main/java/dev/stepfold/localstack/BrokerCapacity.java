package dev.stepfold.localstack;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Computes how many document topics the embedded broker may hold. Each costs it a file descriptor, two memory maps and
 * about 40 kB of heap (measured), and a broker that runs out of any of them shuts down. A third of the system's limits
 * leaves room for connections, other topics and further segments.
 */
final class BrokerCapacity {
    /** The maximum heap of the broker. */
    static final int BROKER_HEAP_MIB = 512;

    private static final int SHARE = 3;
    private static final int HEAP_KIB_PER_TOPIC = 64;
    private static final long HEAP_HOLDS = BROKER_HEAP_MIB * 1024L / HEAP_KIB_PER_TOPIC;
    private static final int DIGITS_MAX = 32;
    static final Path MAPS_MAX = Path.of("/proc/sys/vm/max_map_count");

    private BrokerCapacity() {}

    /** At least 1. */
    static int of(long fileDescriptorsMax, OptionalLong memoryMapsMax) {
        long system = Math.min(fileDescriptorsMax, memoryMapsMax.orElse(Long.MAX_VALUE)) / SHARE;
        return Math.clamp(Math.min(system, HEAP_HOLDS), 1, Integer.MAX_VALUE);
    }

    /** Computed from the limits of this process, which its children inherit. */
    static int ofThisMachine() {
        // A JVM raises its soft limit to the hard one when it starts; this is the limit in force.
        long descriptors = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getMaxFileDescriptorCount();
        return of(descriptors, memoryMapsMax());
    }

    /**
     * Empty on systems other than Linux. Read in one call: {@link Files#readString} first reads one byte if a file
     * claims to be empty, and the kernel answers that with the first digit alone.
     */
    static OptionalLong memoryMapsMax() {
        try (InputStream file = Files.newInputStream(MAPS_MAX)) {
            String digits = new String(file.readNBytes(DIGITS_MAX), StandardCharsets.US_ASCII);
            return OptionalLong.of(Long.parseLong(digits.strip()));
        } catch (IOException | NumberFormatException notLinux) {
            return OptionalLong.empty();
        }
    }
}
