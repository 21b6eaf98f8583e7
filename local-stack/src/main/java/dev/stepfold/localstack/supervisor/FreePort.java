package dev.stepfold.localstack.supervisor;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds ports for processes that are started a moment later. */
public final class FreePort {
    private static final int FIRST = 20_000;

    /** From here on, Linux gives ports to outgoing connections; one of them could take a port before it is used. */
    private static final int END = 32_768;

    /** Has no factor in common with the number of ports, so that each comes once before one comes again. */
    private static final int STEP = 7_919;

    private static final int TRIES = 100;

    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(END - FIRST));

    private FreePort() {}

    /**
     * A port on loopback that was free a moment ago, and another one each time.
     *
     * @throws IOException if none of {@value #TRIES} ports was free
     */
    public static int find() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = FIRST + Math.floorMod(NEXT.getAndAdd(STEP), END - FIRST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException _) {
                // Taken: another one is tried.
            }
        }
        throw new IOException("no free port was found");
    }
}
