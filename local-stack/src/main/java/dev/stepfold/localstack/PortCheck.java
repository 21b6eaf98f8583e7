package dev.stepfold.localstack;

import dev.stepfold.localstack.supervisor.ProcessName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Checks that no other program listens on the ports of the stack's processes. */
final class PortCheck {
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(300);
    /** A process that has just ended keeps its ports for a moment. */
    private static final int ATTEMPTS = 5;

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

    private PortCheck() {}

    /** @throws StartFailure names the port and the process that needs it */
    static void requireFree(Map<ProcessName, Integer> ports) throws InterruptedException {
        for (Map.Entry<ProcessName, Integer> wanted : ports.entrySet()) {
            int attempt = 1;
            while (isTaken(wanted.getValue())) {
                if (attempt++ == ATTEMPTS) {
                    throw new StartFailure("Port " + wanted.getValue() + ", which the " + wanted.getKey()
                            + " process needs, is taken by another program: stop that one, or set STEPFOLD_"
                            + wanted.getKey().value().toUpperCase(Locale.ROOT) + "_PORT to a free port.");
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_ATTEMPTS.toMillis());
            }
        }
    }

    private static boolean isTaken(int port) {
        return !canListen(port) || somebodyAnswers(port);
    }

    private static boolean canListen(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /**
     * On some systems a program may listen on loopback although another listens on all addresses, or on the other IP
     * version.
     */
    private static boolean somebodyAnswers(int port) {
        try {
            return Arrays.stream(InetAddress.getAllByName("localhost")).anyMatch(address -> answers(address, port));
        } catch (UnknownHostException noLocalhost) {
            return false;
        }
    }

    private static boolean answers(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) CONNECT_TIMEOUT.toMillis());
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
