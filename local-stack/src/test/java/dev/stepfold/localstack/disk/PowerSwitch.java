package dev.stepfold.localstack.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Cuts a file system off from its disk at once, with the call of the kernel's own crash tests: {@code FS_IOC_SHUTDOWN}
 * without a flush of the journal (Linux, {@code include/uapi/linux/fs.h}; xfstests' {@code godown -f}).
 */
@SuppressWarnings("restricted")
final class PowerSwitch {
    private static final long FS_IOC_SHUTDOWN = 0x8004587dL;
    private static final int WITHOUT_A_FLUSH = 2;
    private static final int READ_ONLY = 0;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN =
            variadic("open", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle IOCTL = variadic(
            "ioctl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private PowerSwitch() {}

    /** @param mounted where the file system is mounted */
    static void off(Path mounted) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int folder = (int) OPEN.invokeExact(arena.allocateFrom(mounted.toString()), READ_ONLY);
            MemorySegment flag = arena.allocateFrom(ValueLayout.JAVA_INT, WITHOUT_A_FLUSH);
            int failed = folder < 0 ? folder : (int) IOCTL.invokeExact(folder, FS_IOC_SHUTDOWN, flag);
            if (folder >= 0) {
                int _ = (int) CLOSE.invokeExact(folder);
            }
            if (failed != 0) {
                throw new IOException("the file system at " + mounted + " cannot be cut off");
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    private static MethodHandle variadic(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, Linker.Option.firstVariadicArg(2));
    }
}
